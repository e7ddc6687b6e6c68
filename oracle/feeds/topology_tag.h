// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <utility>

#include "oracle/rank/cost_calendar.h"
#include "oracle/rank/cost_map.h"
#include "oracle/rank/pid.h"
#include "policy/address.h"

namespace sluice {

// A version tag (RFC 7285, section 10.3) of what may be told of a topology: its PIDs, what is in
// them, the routing costs as they are written and how they change over the day. A digest, so it is
// another exactly when one of these is: not when the file calls them in another order, nor at a
// restart. prefixes: each once, in an order that depends on nothing else. calendar: null where
// costs are the same all day.
std::string topology_tag(std::span<const std::string> names,
                         std::span<const std::pair<Prefix, Pid>> prefixes,
                         const CostMap& routing_cost, const CostCalendar* calendar = nullptr);

}  // namespace sluice
