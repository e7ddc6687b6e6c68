// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "oracle/feeds/feed_table.h"
#include "oracle/feeds/topology_definition.h"

namespace sluice {

// Which PID an address is in by what feeds say of it: the first, in the order of the file, whose
// conditions all hold; the default where none's do. Millions of addresses have a few hundred
// answers, which are kept. One thread's.
class PidSelection {
 public:
    // The definition outlives this.
    explicit PidSelection(const TopologyDefinition& definition);

    // said: of an address, its prefix aside. alto_cost: what its network's oracle says, where that
    // is believed.
    static constexpr float kNoAltoCost = -1;
    Pid select(const FeedEntry& said, float alto_cost = kNoAltoCost);

    // What the network that originates the addresses is to us. With a path, what the first AS on it
    // is; without one, the origin itself.
    static Relation relation(const Neighbours& neighbours, const FeedEntry& said);

 private:
    // As much of it as some condition asks for; the rest is zero, so that more are alike.
    struct Facts {
        uint32_t origin_as = 0;
        Relation relation = Relation::unknown;
        uint8_t as_hops = 0;
        float alto_cost = kNoAltoCost;
        Place place;
        friend bool operator==(const Facts&, const Facts&) = default;
    };
    struct FactsHash {
        size_t operator()(const Facts& facts) const;
    };

    Facts facts_of(const FeedEntry& said, float alto_cost) const;
    Pid first_that_holds(const Facts& facts) const;
    static bool holds(const PidDefinition& pid, const Facts& facts);

    const TopologyDefinition& definition_;
    std::vector<Pid> selecting_;     // those that have conditions
    std::vector<uint32_t> origins_;  // that any asks for; ascending
    bool by_relation_ = false;
    bool by_as_hops_ = false;
    bool by_alto_cost_ = false;
    bool by_country_ = false;
    bool by_region_ = false;
    std::unordered_map<Facts, Pid, FactsHash> known_;
};

}  // namespace sluice
