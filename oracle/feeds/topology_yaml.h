// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "oracle/feeds/topology_definition.h"
#include "policy/complaint.h"

namespace sluice {

struct ParsedTopology {
    std::optional<TopologyDefinition> definition;  // if there is no complaint
    Complaints complaints;  // all of them, in the order of the lines as far as it goes
};

// Reads and checks an operator's topology file (docs/oracle-topology.md).
ParsedTopology parse_topology(std::string_view text, std::string_view file_name);

}  // namespace sluice
