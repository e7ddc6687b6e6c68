// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "sluice/v1/flows.pb.h"

namespace sluice {

// A line for each flow, within 120 columns where both ends are IPv4. Below it, for each direction
// that has any, what was decided and the kinds of message that were the most frequent.
void print_flows(const v1::FlowList& list, std::ostream& out);

}  // namespace sluice
