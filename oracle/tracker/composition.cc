// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/composition.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "oracle/rank/topology.h"
#include "oracle/tracker/layers/layer_map.h"

namespace sluice {
namespace {

constexpr uint32_t kNotCached = 1 << 16;  // above all tiers of caches

bool may_be_told(const PeerGroup& group, const Asker& asker, bool ipv6) {
    if (group.ipv6() != ipv6 || group.size() == 0)
        return false;
    // Who has what it wants needs nobody who has, too (BEP 21).
    if (asker.kind != PeerKind::leecher && group.kind() != PeerKind::leecher)
        return false;
    return group.place().realm == Topology::kNoRealm || group.place().realm == asker.place.realm;
}

uint32_t tier_of(const PeerPlace& place, const Asker& asker,
                 const std::optional<CostTiers::From>& costs) {
    const bool caches =
        place.cache && (place.cache_of == LayerMap::kNone || place.cache_of == asker.layer);
    return (caches ? 0 : kNotCached) + (costs ? costs->of(place.pid) : 0);
}

template <size_t kBytes>
void shuffle(uint8_t* first, uint32_t count, SplitMix64& random) {
    for (; count > 1; --count)
        std::swap_ranges(first + (count - 1) * kBytes, first + count * kBytes,
                         first + random.below(count) * kBytes);
}

// In which order peers that cost the same are told: another one each time, made by steps of a prime
// around a ring of `count` places, which is cheaper than a shuffle.
class TierOrder {
 public:
    TierOrder(uint32_t count, SplitMix64& random)
        : count_(count), at_(random.below(count)), step_(kPrimes[random.below(8)] % count) {}

    uint32_t next() {
        const uint32_t now = at_;
        at_ += step_;
        at_ -= at_ >= count_ ? count_ : 0;
        return now;
    }

 private:
    // Larger than any list (kMost), so none divides its length.
    static constexpr uint32_t kPrimes[8] = {65'521, 65'519, 65'497, 65'479,
                                            65'449, 65'447, 65'437, 65'423};

    uint32_t count_;
    uint32_t at_;
    uint32_t step_;
};

// One of so many: what is left of the division makes one more now and then.
uint32_t one_of(uint32_t parts, uint32_t count, SplitMix64& random) {
    return count / parts + (random.below(parts) < count % parts ? 1 : 0);
}

}  // namespace

// The peers that there are to choose from; candidates_ by cost.
uint32_t Composition::gather(const Swarm& swarm, const Asker& asker, bool ipv6,
                             const std::optional<CostTiers::From>& costs) {
    candidates_.clear();
    uint32_t peers = 0;
    for (uint32_t i = 0; i < swarm.groups.size(); ++i) {
        const PeerGroup& group = swarm.groups[i];
        if (!may_be_told(group, asker, ipv6))
            continue;
        const uint32_t others = group.size() - (i == asker.group ? 1 : 0);
        if (others > 0)
            candidates_.push_back({tier_of(group.place(), asker, costs), i, others});
        peers += others;
    }
    nearest_caches_alone();
    std::sort(candidates_.begin(), candidates_.end(),
              [](const Candidate& a, const Candidate& b) { return a.tier < b.tier; });
    return peers;
}

// A cache at another place is a peer there like others: what it has is as far as they are.
void Composition::nearest_caches_alone() {
    uint32_t nearest = kNotCached;
    for (const Candidate& candidate : candidates_)
        nearest = std::min(nearest, candidate.tier);
    for (Candidate& candidate : candidates_)
        if (candidate.tier > nearest && candidate.tier < kNotCached)
            candidate.tier += kNotCached;
}

Composition::Range Composition::tier_after(size_t first) const {
    Range tier{first, first, 0};
    for (; tier.last < candidates_.size() && candidates_[tier.last].tier == candidates_[first].tier;
         ++tier.last)
        tier.peers += candidates_[tier.last].peers;
    return tier;
}

// Those of at most that tier.
uint32_t Composition::peers_within(uint32_t tier) const {
    uint32_t peers = 0;
    for (const Candidate& candidate : candidates_)
        peers += candidate.tier <= tier ? candidate.peers : 0;
    return peers;
}

// `count` different places of 0 to from - 1, each as likely as any other, in rising order: one from
// each of as many parts, which begin anywhere on a ring.
void Composition::draw_places(uint32_t from, uint32_t count, SplitMix64& random) {
    places_.resize(count);
    if (from == count)
        return std::iota(places_.begin(), places_.end(), 0u);
    const uint32_t least = from / count;
    const uint32_t more = from % count;  // so many parts have one place more
    uint64_t part = random.below(from);
    uint32_t fraction = 0;
    size_t lowest = 0;
    for (uint32_t i = 0; i < count; ++i) {
        fraction += more;
        const uint32_t size = least + (fraction >= count ? 1 : 0);
        fraction -= fraction >= count ? count : 0;
        const uint64_t place = part + random.below(size);
        places_[i] = static_cast<uint32_t>(place >= from ? place - from : place);
        if (places_[i] < places_[lowest])
            lowest = i;
        part += size;
    }
    std::rotate(places_.begin(), places_.begin() + static_cast<std::ptrdiff_t>(lowest),
                places_.end());
}

// `count` of a tier's peers at random; where the next ones are to be written.
template <size_t kBytes>
uint8_t* Composition::pick(const Swarm& swarm, const Asker& asker, const Range& tier,
                           uint32_t count, SplitMix64& random, uint8_t* out) {
    if (count == 0)
        return out;
    draw_places(tier.peers, count, random);
    TierOrder order(count, random);
    size_t next = 0;
    uint32_t before = 0;  // peers of the candidates that are done
    for (size_t i = tier.first; i < tier.last && next < count; ++i) {
        const Candidate& candidate = candidates_[i];
        const PeerGroup& group = swarm.groups[candidate.group];
        const uint32_t self = candidate.group == asker.group ? asker.at : UINT32_MAX;
        for (; next < count && places_[next] < before + candidate.peers; ++next) {
            uint32_t at = places_[next] - before;
            at += at >= self ? 1 : 0;
            std::memcpy(out + order.next() * kBytes, group.entry<kBytes>(at), kBytes);
        }
        before += candidate.peers;
    }
    return out + count * kBytes;
}

// From all that cost more than `near`, each of those peers as likely as any other.
template <size_t kBytes>
uint8_t* Composition::pick_beyond(const Swarm& swarm, const Asker& asker, const Range& near,
                                  uint32_t beyond, uint32_t count, SplitMix64& random,
                                  uint8_t* out) {
    if (count == 0)
        return out;
    draw_places(beyond, count, random);
    const std::vector<uint32_t> places = places_;  // few: they say how many are of each tier
    uint32_t before = 0;
    Range tier = near;
    for (auto place = places.begin(); place != places.end();) {
        tier = tier_after(tier.last);
        before += tier.peers;
        const auto end = std::lower_bound(place, places.end(), before);
        out = pick<kBytes>(swarm, asker, tier, static_cast<uint32_t>(end - place), random, out);
        place = end;
    }
    return out;
}

template <size_t kBytes>
size_t Composition::compose_of(const Swarm& swarm, const Asker& asker, uint32_t peers,
                               uint32_t count, SplitMix64& random, uint8_t* out) {
    const uint32_t near = count < peers ? count - one_of(kElsewhere, count, random) : count;
    // Whole tiers as long as they fit; `last` is the one that does not.
    uint8_t* next = out;
    uint32_t taken = 0;
    Range last = tier_after(0);
    while (taken + last.peers < near) {
        next = pick<kBytes>(swarm, asker, last, last.peers, random, next);
        taken += last.peers;
        last = tier_after(last.last);
    }
    const uint32_t beyond = peers - taken - last.peers;
    const uint32_t elsewhere = std::min(count - near, beyond);
    next = pick<kBytes>(swarm, asker, last, count - taken - elsewhere, random, next);
    if (candidates_.front().tier >= kNotCached)
        shuffle<kBytes>(out, std::min(count - elsewhere, kSpread), random);
    next = pick_beyond<kBytes>(swarm, asker, last, beyond, elsewhere, random, next);
    return static_cast<size_t>(next - out) / kBytes;
}

size_t Composition::compose(const Swarm& swarm, const Asker& asker, bool ipv6,
                            const std::optional<CostTiers::From>& costs, const PeersWanted& wanted,
                            SplitMix64& random, std::span<uint8_t> out) {
    const size_t most = std::min({wanted.most, out.size() / PeerGroup::compact_bytes(ipv6), kMost});
    const uint32_t peers = most > 0 ? gather(swarm, asker, ipv6, costs) : 0;
    auto count = static_cast<uint32_t>(std::min(most, size_t{peers}));
    if (count == 0)
        return 0;
    if (count > wanted.enough) {
        const uint32_t near = peers_within(kNotCached + (costs ? costs->of(asker.place.pid) : 0));
        const uint32_t with_elsewhere = near + one_of(kElsewhere - 1, near, random);
        count = std::min(count, std::max(static_cast<uint32_t>(wanted.enough), with_elsewhere));
    }
    return ipv6
               ? compose_of<PeerGroup::kCompactIpv6>(swarm, asker, peers, count, random, out.data())
               : compose_of<PeerGroup::kCompactIpv4>(swarm, asker, peers, count, random,
                                                     out.data());
}

}  // namespace sluice
