// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "oracle/feeds/feed_table.h"
#include "oracle/feeds/placed_prefixes.h"
#include "oracle/feeds/topology_definition.h"
#include "oracle/rank/topology.h"

namespace sluice {

// What a topology is made of, from what the operator wrote and what feeds said (as for
// place_prefixes()). Takes about a second where feeds have a million prefixes: for no thread that
// answers anybody.
struct MergedTopology {
    Topology::Parts parts;
    // Of PlacedPrefixes.
    uint64_t of_feeds = 0;
    uint64_t inside_written = 0;
    uint64_t of_no_neighbour = 0;
};
MergedTopology merge_topology(const TopologyDefinition& definition,
                              std::span<const FeedTable* const> tables);

}  // namespace sluice
