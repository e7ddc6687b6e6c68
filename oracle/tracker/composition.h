// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "oracle/rank/cost_tiers.h"
#include "oracle/rank/random.h"
#include "oracle/tracker/swarm.h"

namespace sluice {

// Who asks for peers.
struct Asker {
    PeerPlace place = {};
    PeerKind kind = PeerKind::leecher;
    uint32_t group = UINT32_MAX;  // where it is in the swarm itself, if it is: it is not told
    uint32_t at = UINT32_MAX;
    uint16_t layer = UINT16_MAX;  // whose client it is, as LayerMap
};

// How many peers a client is to get.
struct PeersWanted {
    size_t most;
    // With so many a client does well. It gets more only where more are in its own location, or as
    // cheap to reach, or the nearest caches: all of those, and a tenth from elsewhere.
    size_t enough = SIZE_MAX;
};

// Chooses what one client gets of a swarm: mostly who is cheapest to reach, a tenth from elsewhere,
// so that what is new to one place comes there and no place is left alone (RFC 5632 did well with
// 90 to 10). Where few are near, a client gets enough all the same, wherever they are. Where it has
// enough it gets nobody from afar to fill the list: most swarms are smaller than the lists that
// clients ask for, and who has no connection free is lost to those near by who come later.
//
// Most clients take no notice of the order, so which peers are in the list is what counts. It is
// the cheapest first all the same, those of one cost in random order, and nobody alone at the top:
// where a location has one peer of a swarm, not everybody there is to begin with that one.
//
// Time grows with the groups of the swarm and the peers wanted, not with the swarm's peers. One
// thread at a time.
class Composition {
 public:
    static constexpr uint32_t kElsewhere = 10;  // one of so many
    static constexpr size_t kMost = 10'000;     // in one list
    static constexpr uint32_t kSpread = 3;      // so many of the nearest, after caches

    // Writes compact entries (BEP 23, BEP 7) of one IP version. How many: as is wanted, up to kMost
    // and what out has room for. costs: from the asker's location; none: all peers cost the same.
    size_t compose(const Swarm& swarm, const Asker& asker, bool ipv6,
                   const std::optional<CostTiers::From>& costs, const PeersWanted& wanted,
                   SplitMix64& random, std::span<uint8_t> out);

 private:
    struct Candidate {
        uint32_t tier;  // by cost; the nearest caches before all others
        uint32_t group;
        uint32_t peers;  // but for the asker
    };
    struct Range {  // of candidates
        size_t first;
        size_t last;
        uint32_t peers;
    };

    uint32_t gather(const Swarm& swarm, const Asker& asker, bool ipv6,
                    const std::optional<CostTiers::From>& costs);
    void nearest_caches_alone();
    Range tier_after(size_t first) const;
    uint32_t peers_within(uint32_t tier) const;
    void draw_places(uint32_t from, uint32_t count, SplitMix64& random);
    // kBytes: of an entry.
    template <size_t kBytes>
    uint8_t* pick(const Swarm& swarm, const Asker& asker, const Range& tier, uint32_t count,
                  SplitMix64& random, uint8_t* out);
    template <size_t kBytes>
    uint8_t* pick_beyond(const Swarm& swarm, const Asker& asker, const Range& near, uint32_t beyond,
                         uint32_t count, SplitMix64& random, uint8_t* out);
    template <size_t kBytes>
    size_t compose_of(const Swarm& swarm, const Asker& asker, uint32_t peers, uint32_t count,
                      SplitMix64& random, uint8_t* out);

    std::vector<Candidate> candidates_;
    std::vector<uint32_t> places_;
};

}  // namespace sluice
