// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

#include "replay/totals.h"

namespace sluice {

// For people: the labels, what was not looked into, what was dropped, and the flows if kept.
void print_table(const Totals& totals, std::ostream& out);

}  // namespace sluice
