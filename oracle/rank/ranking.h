// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "oracle/rank/random.h"
#include "oracle/rank/topology.h"
#include "policy/address.h"

namespace sluice {

// What becomes of candidates that have an address in common: several homes behind one address, or
// one that speaks on several ports.
enum class SharedAddress : uint8_t {
    apart,   // each is a candidate of its own
    once,    // the first that is given stays
    rotate,  // one stays, a random one each time: for clients that keep one connection an address
};

struct RankOptions {
    SharedAddress shared_address = SharedAddress::apart;
    // So many of the nearest, after caches, are in random order whatever they cost, if that is
    // known: where a location has a single peer of a swarm, not everybody around it is to begin
    // with that one. 1 ranks by cost alone.
    uint16_t spread = 3;
};

struct Ranked {
    uint16_t candidate;  // its place among those that were given
    uint16_t tier;       // 0: the nearest, then without a gap; equal where the order is random
};

// Orders candidates for one asker by Topology::ranking_cost(), from the asker to them. Caches come
// first, nearer ones before others; those whose cost is not known come last; what costs the same
// is in random order. Addresses inside a realm that the asker is not in are left out. Whoever asks
// is not, as ports are not looked at.
class Ranking {
 public:
    static constexpr size_t kMostCandidates = 10'000;

    // Takes all the memory that it ever needs. One thread's; any number of topologies.
    Ranking();

    // candidates: those beyond kMostCandidates are not looked at. Candidates are told apart by
    // their place, so ports stay with whoever asks. The answer is good until the next call.
    std::span<const Ranked> rank(const Topology& topology, const IpAddress& asker,
                                 std::span<const IpAddress> candidates, const RankOptions& options,
                                 SplitMix64& random);

 private:
    struct Entry {
        uint32_t tier;  // CostTiers' of caches; from others_ on those of others
        uint32_t candidate;
    };

    std::span<Entry> entries() { return std::span(entries_).first(count_); }
    void gather(const Topology& topology, const IpAddress& asker,
                std::span<const IpAddress> candidates);
    void keep_first_of_address(std::span<const IpAddress> candidates, uint64_t key);
    static void shuffle(std::span<Entry> entries, SplitMix64& random);
    void sort();
    void spread(size_t most, SplitMix64& random);
    std::span<const Ranked> tell();

    size_t count_ = 0;      // of entries
    uint32_t others_ = 0;   // the tier from which on candidates are no caches
    uint32_t unknown_ = 0;  // the tier of those, where their cost is not known
    std::vector<Entry> entries_;
    std::vector<Entry> sorted_;
    std::vector<uint16_t> places_;  // by hash of an address: 0, or the candidate and 1
    std::vector<Ranked> ranked_;
};

}  // namespace sluice
