// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "oracle/feeds/feed_table.h"
#include "oracle/feeds/topology_definition.h"
#include "oracle/rank/origin_table.h"

namespace sluice {

// Where every address is, by the longest prefix that holds it.
struct PlacedPrefixes {
    // In the order of a FeedTable, each once, and none that is where a longer one around it is
    // anyway. 0.0.0.0/0 and ::/0, which are the default's, come first of their family: the map is
    // complete (RFC 7285, section 11.2.1).
    std::vector<std::pair<Prefix, Pid>> prefixes;
    // Which AS each address is of, whoever it is placed by: our own network is of our AS, if that
    // is one. Of two feeds that say an origin, the first holds.
    OriginTable origins;
    uint64_t of_feeds = 0;        // prefixes that feeds said something of
    uint64_t inside_written = 0;  // of these, those that the topology file places itself
    uint64_t of_no_neighbour =
        0;  // of these, those whose path begins with an AS that is not listed
};

// Puts together what the operator wrote and what feeds said (tables: one for each of the
// definition's feeds, in their order; null: nothing yet). A prefix that the operator wrote holds
// for everything in it but what is written of a longer one. Elsewhere each prefix of any feed is
// placed by what is said of it, each part by the first feed that says it, there or of a shorter
// prefix around it.
PlacedPrefixes place_prefixes(const TopologyDefinition& definition,
                              std::span<const FeedTable* const> tables);

}  // namespace sluice
