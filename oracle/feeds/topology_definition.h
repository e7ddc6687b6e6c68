// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "oracle/feeds/measured_link.h"
#include "oracle/feeds/neighbours.h"
#include "oracle/feeds/place.h"
#include "oracle/rank/cost_calendar.h"
#include "oracle/rank/cost_map.h"
#include "oracle/rank/topology.h"
#include "policy/address.h"
#include "policy/locality/locality.h"

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
    // What its network's own oracle says that reaching it costs us, in that oracle's numbers.
    struct AltoCost {
        float least;
        float most;
        friend bool operator==(const AltoCost&, const AltoCost&) = default;
    };
    std::optional<AltoCost> alto_cost;
    bool is_default = false;  // it has what is nowhere else

    bool selects() const {
        return !origins.empty() || !relations.empty() || !countries.empty() || !regions.empty() ||
               as_hops.has_value() || alto_cost.has_value();
    }
};

enum class FeedFormat : uint8_t { mrt, ip_to_as, mmdb, geofeed, gobgp, alto };

// Whether it is asked for over the network, again and again, and not read from a file.
constexpr bool is_of_network(FeedFormat format) {
    return format == FeedFormat::gobgp || format == FeedFormat::alto;
}

// Another network's oracle: where it is, and what it is believed about.
struct AltoFeedSource {
    std::string url = {};               // of its directory; http or https
    std::string ca_file = {};           // who signs its certificate; empty: whom the system trusts
    std::string certificate_file = {};  // who we are to it, with key_file; empty: nobody
    std::string key_file = {};
    IpAddress from = {};                     // one of ours: costs are from where the other has it
    std::vector<Prefix> for_prefixes = {};   // it is believed about these
    std::vector<uint32_t> for_origins = {};  // and about what these ASes originate; ascending

    friend bool operator==(const AltoFeedSource&, const AltoFeedSource&) = default;
};

// A feed: a file, packed with gzip or not, or something that is asked over the network.
struct FeedSource {
    std::string name;
    FeedFormat format = FeedFormat::mrt;
    std::string file;
    std::vector<uint32_t> only_peers;        // of mrt: whose routes count; none given: everybody's
    std::optional<uint64_t> stale_after_ns;  // an older one raises an alarm
    uint64_t every_ns = 0;                   // of the network: how long it is left alone
    std::string address = {};                // of gobgp: "192.0.2.1:50051", or "unix:" and a path
    AltoFeedSource alto = {};                // of alto

    friend bool operator==(const FeedSource&, const FeedSource&) = default;
};

// What the operator wrote. A Pid is a place in pids, of which one is the default.
struct TopologyDefinition {
    Neighbours neighbours;
    std::vector<PidDefinition> pids;
    CostMap routing_cost{0};
    CostMap ranking_cost{0};
    std::shared_ptr<const CostCalendar> calendar;  // null: costs are the same all day
    std::vector<Prefix> caches;
    std::vector<Topology::Realm> realms;
    std::vector<FeedSource> feeds;  // of two that say something of an address, the first holds
    std::vector<MeasuredLink> links;
    std::vector<Locality> localities;  // by Pid; empty: nothing is said of them

    Pid default_pid() const;
};

}  // namespace sluice
