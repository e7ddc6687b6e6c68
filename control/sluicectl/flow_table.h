// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "sluice/v1/flows.pb.h"

namespace sluice {

// "0.7205": the worker, and which of its flows. As a plain number it may be written, too.
std::string flow_id_text(uint64_t id);
std::optional<uint64_t> parse_flow_id(std::string_view text);

// A line for each flow, within 132 columns where both ends are IPv4. Below it, for each direction
// that has any, what was decided and the kinds of message that were the most frequent.
void print_flows(const v1::FlowList& list, std::ostream& out);

}  // namespace sluice
