// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

#include "replay/totals.h"

namespace sluice {

// One object on one line: packets, bytes, flows, labels, drops, odd, rules if there are any and,
// if with_flows, flow_list (docs/replay.md).
void print_json(const Totals& totals, bool with_flows, std::ostream& out);

}  // namespace sluice
