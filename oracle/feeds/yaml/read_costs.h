// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "oracle/feeds/yaml/location_names.h"
#include "oracle/rank/cost_map.h"
#include "policy/yaml/value.h"

namespace sluice {

// A number from 0 to 1000000, like 10 or 2.5.
std::optional<float> read_cost(const YamlValue& value);

// What bytes cost between locations:
//   own: 1                       # within a PID
//   same_point_of_presence: 2    # between two at one point of presence
//   others: 100                  # between two of which nothing else is said
//   pairs:                       # the first that says something of two PIDs holds
//     - { between: [north, south], cost: 5 }          # both ways
//     - { from: north, to: [peers, ix], cost: 20 }    # one way
// A pair of which nothing is said costs what it does in otherwise; where that is null, nothing
// within a PID, and between two the cost is unknown. "*" and a point of presence do not mean a PID
// to itself.
CostMap read_costs(const YamlValue& value, const LocationNames& names, const CostMap* otherwise);

}  // namespace sluice
