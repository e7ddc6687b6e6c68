// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_parts.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "oracle/feeds/topology_tag.h"

namespace sluice {

MergedTopology merge_topology(const TopologyDefinition& definition,
                              std::span<const FeedTable* const> tables) {
    PlacedPrefixes placed = place_prefixes(definition, tables);
    std::vector<std::string> names;
    names.reserve(definition.pids.size());
    for (const PidDefinition& pid : definition.pids)
        names.push_back(pid.name);
    std::string tag =
        topology_tag(names, placed.prefixes, definition.routing_cost, definition.calendar.get());
    auto map = std::make_shared<const NetworkMap>(std::move(names), std::move(placed.prefixes));
    return {.parts = {.map = std::move(map),
                      .routing_cost = definition.routing_cost,
                      .ranking_cost = definition.ranking_cost,
                      .caches = definition.caches,
                      .realms = definition.realms,
                      .tag = std::move(tag),
                      .origins = std::make_shared<const OriginTable>(std::move(placed.origins)),
                      .calendar = definition.calendar},
            .of_feeds = placed.of_feeds,
            .inside_written = placed.inside_written,
            .of_no_neighbour = placed.of_no_neighbour};
}

}  // namespace sluice
