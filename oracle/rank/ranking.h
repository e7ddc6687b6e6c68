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
    // So many of the nearest, after caches, are in random order whatever they cost: where a
    // location has a single peer of a swarm, not everybody there is to begin with that one.
    // 1 ranks by cost alone.
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
    std::vector<Ranked> ranked_;
};

}  // namespace sluice
