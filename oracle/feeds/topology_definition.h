// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "oracle/feeds/measured_link.h"
#include "oracle/feeds/neighbours.h"
#include "oracle/feeds/place.h"
#include "oracle/rank/cost_map.h"
#include "oracle/rank/topology.h"
#include "policy/address.h"

namespace sluice {

// A location as the operator defines it (docs/oracle-topology.md): addresses that it always has,
// and which of all others, by what feeds say of them. Of the latter all conditions hold that are
// not empty; where all of them are, none.
struct PidDefinition {
    std::string name;
    std::vector<Prefix> prefixes;     // none of length 0
    std::vector<uint32_t> origins;    // ascending; the address's origin AS is one of these
    std::vector<Relation> relations;  // its network is one of these to us
    std::vector<Place> countries;     // ascending; without regions
    std::vector<Place> regions;       // ascending
    struct AsHops {
        uint8_t fewest;
        uint8_t most;
        friend bool operator==(const AsHops&, const AsHops&) = default;
    };
    std::optional<AsHops> as_hops;
    bool is_default = false;  // it has what is nowhere else

    bool selects() const {
        return !origins.empty() || !relations.empty() || !countries.empty() || !regions.empty() ||
               as_hops.has_value();
    }
};

enum class FeedFormat : uint8_t { mrt, ip_to_as, mmdb, geofeed };

// A feed that is a file, packed with gzip or not.
struct FeedSource {
    std::string name;
    FeedFormat format = FeedFormat::mrt;
    std::string file;
    std::vector<uint32_t> only_peers;        // of mrt: whose routes count; none given: everybody's
    std::optional<uint64_t> stale_after_ns;  // an older one raises an alarm

    friend bool operator==(const FeedSource&, const FeedSource&) = default;
};

// What the operator wrote. A Pid is a place in pids, of which one is the default.
struct TopologyDefinition {
    Neighbours neighbours;
    std::vector<PidDefinition> pids;
    CostMap routing_cost{0};
    CostMap ranking_cost{0};
    std::vector<Prefix> caches;
    std::vector<Topology::Realm> realms;
    std::vector<FeedSource> feeds;  // of two that say something of an address, the first holds
    std::vector<MeasuredLink> links;

    Pid default_pid() const;
};

}  // namespace sluice
