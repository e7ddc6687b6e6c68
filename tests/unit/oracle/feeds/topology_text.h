// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "oracle/feeds/topology_yaml.h"

namespace sluice {

// A topology file that has no mistake.
inline TopologyDefinition topology_of(std::string_view text) {
    ParsedTopology parsed = parse_topology(text, "t.yaml");
    for (const Complaint& complaint : parsed.complaints)
        ADD_FAILURE() << complaint.to_string();
    return parsed.definition.value_or(TopologyDefinition{});
}

// What an operator is told of one that has.
inline std::vector<std::string> told_of_topology(std::string_view text) {
    const ParsedTopology parsed = parse_topology(text, "t.yaml");
    EXPECT_FALSE(parsed.definition) << "a topology with a mistake is no topology";
    std::vector<std::string> lines;
    for (const Complaint& complaint : parsed.complaints)
        lines.push_back(complaint.to_string());
    return lines;
}

inline constexpr std::string_view kFeedsOfEachFormat = R"(
feeds:
  - { name: routes, format: mrt, file: /r }
  - { name: places, format: geofeed, file: /g }
  - { name: table, format: ip-to-as, file: /t }
)";

inline constexpr std::string_view kSomeNeighbours =
    "own_as: 64496\n"
    "neighbours: { customers: [64497], peers: [64498], transit: [64499] }\n";

// With PIDs a, b, c and an elsewhere; what is said of costs, and whether as routing.
inline TopologyDefinition with_costs(const std::string& routing, const std::string& rest = "") {
    return topology_of(
        "pids:\n"
        "  a: { prefixes: [198.18.0.0/24] }\n"
        "  b: { prefixes: [198.18.1.0/24] }\n"
        "  c: { prefixes: [198.18.2.0/24] }\n"
        "  elsewhere: { default: true }\n" +
        rest + "costs: " + routing + "\n");
}

}  // namespace sluice
