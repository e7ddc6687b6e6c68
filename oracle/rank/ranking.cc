// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/ranking.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "policy/hash.h"

namespace sluice {

Ranking::Ranking()
    : entries_(kMostCandidates),
      sorted_(kMostCandidates),
      places_(std::bit_ceil(2 * kMostCandidates)),
      ranked_(kMostCandidates) {}

std::span<const Ranked> Ranking::rank(const Topology& topology, const IpAddress& asker,
                                      std::span<const IpAddress> candidates,
                                      const RankOptions& options, SplitMix64& random) {
    candidates = candidates.first(std::min(candidates.size(), kMostCandidates));
    gather(topology, asker, candidates);
    // Shuffled before, one at random of those that share an address is the first of them; and once
    // more after, as the first of many comes early.
    if (options.shared_address == SharedAddress::rotate)
        shuffle(entries(), random);
    if (options.shared_address != SharedAddress::apart)
        keep_first_of_address(candidates, random.next());
    shuffle(entries(), random);
    sort();
    spread(options.spread, random);
    return tell();
}

// Those that mean something to the asker, with their tiers: first caches', then others', of each
// the unknown last.
void Ranking::gather(const Topology& topology, const IpAddress& asker,
                     std::span<const IpAddress> candidates) {
    const CostTiers::From tiers = topology.tiers().from(topology.map().find(asker));
    const bool realms = topology.has_realms();
    const bool caches = topology.has_caches();
    const uint16_t realm = topology.realm(asker);
    others_ = caches ? tiers.known() + 1u : 0;
    unknown_ = others_ + tiers.known();

    constexpr size_t kAtOnce = 64;
    std::array<Pid, kAtOnce> pids;
    count_ = 0;
    for (size_t at = 0; at < candidates.size(); at += kAtOnce) {
        const auto block = candidates.subspan(at, std::min(kAtOnce, candidates.size() - at));
        topology.map().find(block, std::span(pids).first(block.size()));
        for (size_t i = 0; i < block.size(); ++i) {
            if (realms && !topology.may_be_told(realm, block[i]))
                continue;
            const uint32_t begin = caches && topology.is_cache(block[i]) ? 0 : others_;
            entries_[count_++] = {begin + tiers.of(pids[i]), static_cast<uint32_t>(at + i)};
        }
    }
}

// key: unknown to whoever chose the addresses, or all could be sought at one place.
void Ranking::keep_first_of_address(std::span<const IpAddress> candidates, uint64_t key) {
    const std::span<uint16_t> places = std::span(places_).first(std::bit_ceil(2 * count_ + 1));
    std::ranges::fill(places, uint16_t{0});
    size_t kept = 0;
    for (const Entry entry : entries()) {
        const IpAddress& address = candidates[entry.candidate];
        size_t at = mix(address.half(0) ^ key, address.half(1)) & (places.size() - 1);
        while (places[at] != 0 && candidates[places[at] - 1u] != address)
            at = (at + 1) & (places.size() - 1);
        if (places[at] != 0)
            continue;
        places[at] = static_cast<uint16_t>(entry.candidate + 1);
        entries_[kept++] = entry;
    }
    count_ = kept;
}

// Fisher and Yates.
void Ranking::shuffle(std::span<Entry> entries, SplitMix64& random) {
    for (size_t left = entries.size(); left > 1; --left)
        std::swap(entries[left - 1], entries[random.below(static_cast<uint32_t>(left))]);
}

// By counting, a byte of the tier at a time and the lowest first: few tiers are one pass, and what
// is equal stays as it was shuffled.
void Ranking::sort() {
    uint32_t highest = 0;
    for (const Entry entry : entries())
        highest = std::max(highest, entry.tier);
    for (unsigned shift = 0; highest >> shift != 0; shift += 8) {
        const auto digit = [shift](Entry entry) { return entry.tier >> shift & 0xff; };
        const size_t digits = std::min(highest >> shift, 0xffU) + 1;
        std::array<uint32_t, 256> next;
        std::fill_n(next.begin(), digits, 0);
        for (const Entry entry : entries())
            ++next[digit(entry)];
        uint32_t begin = 0;
        for (size_t i = 0; i < digits; ++i)
            begin += std::exchange(next[i], begin);
        for (const Entry entry : entries())
            sorted_[next[digit(entry)]++] = entry;
        entries_.swap(sorted_);
    }
}

// The nearest of those whose cost is known share a tier, if so many are not in one anyway.
void Ranking::spread(size_t most, SplitMix64& random) {
    const auto below = [this](uint32_t tier) {
        return std::ranges::lower_bound(entries(), tier, {}, &Entry::tier) - entries().begin();
    };
    const size_t first = static_cast<size_t>(below(others_));
    const size_t known = static_cast<size_t>(below(unknown_));
    if (first >= known)
        return;
    const std::span<Entry> head = entries().subspan(first, std::min(most, known - first));
    if (head.empty() || head.front().tier == head.back().tier)
        return;
    for (Entry& entry : head)
        entry.tier = head.front().tier;
    shuffle(head, random);
}

std::span<const Ranked> Ranking::tell() {
    uint32_t tier = 0;
    for (size_t i = 0; i < count_; ++i) {
        tier += i > 0 && entries_[i].tier != entries_[i - 1].tier ? 1 : 0;
        ranked_[i] = {static_cast<uint16_t>(entries_[i].candidate), static_cast<uint16_t>(tier)};
    }
    return std::span(ranked_).first(count_);
}

}  // namespace sluice
