// SPDX-License-Identifier: Apache-2.0
#include "classifier/learnt_endpoints.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>

#include <emmintrin.h>
#include <sys/mman.h>

namespace sluice {
namespace {

__extension__ using Product = unsigned __int128;

constexpr uint8_t kUdpBit = 0x80;
constexpr size_t kRoundSeconds = 64;        // expire() comes to every set about once a minute
constexpr size_t kMostSetsASecond = 4'096;  // but takes no longer than this at a time

bool is_weak(EndpointSource source) {
    return source <= EndpointSource::hint;
}

uint8_t kind_of(Transport transport, EndpointSource source) {
    return static_cast<uint8_t>(source) | (transport == Transport::udp ? kUdpBit : 0);
}

// Over the clock's wrap: no lifetime comes near half its range.
int32_t seconds_from(uint32_t earlier_s, uint32_t later_s) {
    return static_cast<int32_t>(later_s - earlier_s);
}

uint64_t fold(uint64_t a, uint64_t b) {
    const Product product = static_cast<Product>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

}  // namespace

std::string_view name(EndpointSource source) {
    switch (source) {
        case EndpointSource::none:
            break;
        case EndpointSource::dht_node:
            return "dht_node";
        case EndpointSource::hint:
            return "hint";
        case EndpointSource::tracker:
            return "tracker";
        case EndpointSource::announced:
            return "announced";
        case EndpointSource::confirmed:
            return "confirmed";
    }
    return "none";
}

uint32_t lifetime_s(EndpointSource source) {
    switch (source) {
        case EndpointSource::none:
            break;
        case EndpointSource::dht_node:
            return 5 * 60;
        case EndpointSource::hint:
        case EndpointSource::tracker:
        case EndpointSource::announced:
            return 20 * 60;
        case EndpointSource::confirmed:
            return 30 * 60;
    }
    return 0;
}

LearntEndpoints::LearntEndpoints(uint32_t capacity, uint64_t seed)
    : set_count_((std::max<size_t>(capacity, 1) + kWays - 1) / kWays),
      sets_(take_memory(set_count_)),
      seeds_{fold(seed ^ 0x243f6a8885a308d3, 0x13198a2e03707345),
             fold(seed ^ 0xa4093822299f31d1, 0x082efa98ec4e6c89)},
      news_(kNews) {}

// Present before the first packet needs it. Looked up at random, so that on small pages nearly
// every look-up would miss the TLB as well.
LearntEndpoints::Set* LearntEndpoints::take_memory(size_t sets) {
    constexpr size_t kHugePage = 2 << 20;
    const size_t bytes = sets * sizeof(Set);
    const size_t page = bytes < kHugePage ? alignof(Set) : kHugePage;
    const size_t whole = (bytes + page - 1) / page * page;
    void* const memory = std::aligned_alloc(page, whole);
    if (memory == nullptr)
        throw std::bad_alloc();
    if (page == kHugePage)
        madvise(memory, whole, MADV_HUGEPAGE);  // a wish, which need not be granted
    auto* const first = static_cast<Set*>(memory);
    std::uninitialized_value_construct_n(first, sets);
    return first;
}

void LearntEndpoints::Release::operator()(Set* sets) const {
    std::free(sets);
}

void LearntEndpoints::learn(const Endpoint& endpoint, EndpointSource source, uint32_t now_s) {
    const Kept kept = keep({endpoint, source}, now_s);
    if (kept == Kept::risen)
        counts_.learnt[static_cast<size_t>(source)]++;
    if (kept >= Kept::renewed && source > EndpointSource::dht_node)
        tell({endpoint, source});
}

void LearntEndpoints::hear(const LearntEndpoint& news, uint32_t now_s) {
    if (keep(news, now_s) == Kept::risen)
        counts_.heard++;
}

EndpointSource LearntEndpoints::find(const Endpoint& endpoint, uint32_t now_s) const {
    const Place place = place_of(endpoint);
    const Set& set = sets_[place.set];
    const size_t way = way_of(set, place.tag, endpoint);
    if (way == kWays || seconds_from(now_s, set.until_s[way]) <= 0)
        return EndpointSource::none;
    return source_in(set, way);
}

void LearntEndpoints::prefetch(const Endpoint& endpoint) const {
    const auto* const set = reinterpret_cast<const char*>(&sets_[place_of(endpoint).set]);
    _mm_prefetch(set, _MM_HINT_T0);
}

// Multiply and fold, as the flow table's hash does.
LearntEndpoints::Place LearntEndpoints::place_of(const Endpoint& endpoint) const {
    uint64_t words[2];
    std::memcpy(words, endpoint.at.address.data(), sizeof words);
    const uint64_t rest = endpoint.at.port | uint64_t{static_cast<uint8_t>(endpoint.transport)}
                                                 << 16;
    const uint64_t address = fold(words[0] ^ seeds_[0], words[1] ^ seeds_[1]);
    const uint64_t hash = fold(address ^ seeds_[1], rest ^ seeds_[0]);
    return {static_cast<size_t>((hash >> 32) * set_count_ >> 32), static_cast<uint8_t>(hash)};
}

// kWays if it is not there.
size_t LearntEndpoints::way_of(const Set& set, uint8_t tag, const Endpoint& endpoint) {
    const auto tags = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(set.tags.data()));
    const auto ports = _mm_load_si128(reinterpret_cast<const __m128i*>(set.ports.data()));
    const auto same_tag = _mm_cmpeq_epi8(tags, _mm_set1_epi8(static_cast<char>(tag)));
    const auto same_port =
        _mm_cmpeq_epi16(ports, _mm_set1_epi16(static_cast<short>(endpoint.at.port)));
    const auto both = _mm_and_si128(same_tag, _mm_packs_epi16(same_port, _mm_setzero_si128()));
    auto candidates = static_cast<uint32_t>(_mm_movemask_epi8(both));
    for (; candidates != 0; candidates &= candidates - 1) {
        const auto way = static_cast<size_t>(std::countr_zero(candidates));
        const uint8_t kind = set.kinds[way];
        if (kind != 0 && (kind & kUdpBit) == kind_of(endpoint.transport, EndpointSource::none) &&
            set.addresses[way] == endpoint.at.address)
            return way;
    }
    return kWays;
}

EndpointSource LearntEndpoints::source_in(const Set& set, size_t way) {
    return EndpointSource(set.kinds[way] & ~kUdpBit);
}

LearntEndpoints::Kept LearntEndpoints::keep(const LearntEndpoint& learnt, uint32_t now_s) {
    const auto& [endpoint, source] = learnt;
    // BEP 5: a node listens on UDP.
    if (source == EndpointSource::none ||
        (source == EndpointSource::dht_node && endpoint.transport != Transport::udp)) {
        counts_.refused++;
        return Kept::refused;
    }
    const Place place = place_of(endpoint);
    Set& set = sets_[place.set];
    forget_expired(set, now_s);

    const uint32_t until_s = now_s + lifetime_s(source);
    size_t way = way_of(set, place.tag, endpoint);
    if (way != kWays) {
        const EndpointSource before = source_in(set, way);
        if (source < before)
            return Kept::known;
        const int32_t longer_s = seconds_from(set.until_s[way], until_s);
        // Told again in time, so that the others believe it as long as this worker does.
        const bool renews = longer_s > static_cast<int32_t>(lifetime_s(source) / 2);
        set.kinds[way] = kind_of(endpoint.transport, source);
        if (longer_s > 0)
            set.until_s[way] = until_s;
        return source > before ? Kept::risen : renews ? Kept::renewed : Kept::known;
    }

    way = room_for(set, source);
    if (way == kWays) {
        counts_.refused++;
        return Kept::refused;
    }
    if (set.kinds[way] != 0)
        counts_.evicted++;
    else
        counts_.in_use++;
    set.tags[way] = place.tag;
    set.ports[way] = endpoint.at.port;
    set.kinds[way] = kind_of(endpoint.transport, source);
    set.until_s[way] = until_s;
    set.addresses[way] = endpoint.at.address;
    return Kept::risen;
}

// An empty way, or the one that must go: the weakest source, of these the one that ends first.
// kWays if there is none, for nothing weaker than what is there displaces it.
size_t LearntEndpoints::room_for(const Set& set, EndpointSource source) {
    size_t weak = 0;
    size_t empty = kWays;
    size_t victim = kWays;
    for (size_t way = 0; way < kWays; ++way) {
        const EndpointSource there = source_in(set, way);
        if (there == EndpointSource::none) {
            empty = way;
            continue;
        }
        weak += is_weak(there) ? 1 : 0;
        if (there > source)
            continue;
        if (victim == kWays || there < source_in(set, victim) ||
            (there == source_in(set, victim) &&
             seconds_from(set.until_s[way], set.until_s[victim]) > 0))
            victim = way;
    }
    const bool may_grow = !is_weak(source) || weak < kMostWeak;
    return may_grow && empty != kWays ? empty : victim;
}

// All ways at once, since it comes before whatever is learnt: those of which seconds_from() now is
// positive stay.
void LearntEndpoints::forget_expired(Set& set, uint32_t now_s) {
    const auto kinds = std::bit_cast<uint64_t>(set.kinds);
    if (kinds == 0)
        return;
    const auto* const until = reinterpret_cast<const __m128i*>(set.until_s.data());
    const __m128i now = _mm_set1_epi32(static_cast<int>(now_s));
    const __m128i zero = _mm_setzero_si128();
    const __m128i first = _mm_cmpgt_epi32(_mm_sub_epi32(_mm_load_si128(until), now), zero);
    const __m128i second = _mm_cmpgt_epi32(_mm_sub_epi32(_mm_load_si128(until + 1), now), zero);
    const __m128i stays = _mm_packs_epi16(_mm_packs_epi32(first, second), zero);
    const uint64_t left = kinds & static_cast<uint64_t>(_mm_cvtsi128_si64(stays));
    if (left == kinds)
        return;
    for (const uint8_t kind : std::bit_cast<std::array<uint8_t, kWays>>(kinds ^ left))
        counts_.in_use.set(counts_.in_use.get() - (kind != 0 ? 1 : 0));
    set.kinds = std::bit_cast<std::array<uint8_t, kWays>>(left);
}

void LearntEndpoints::expire(uint32_t now_s) {
    if (now_s == expired_at_s_)
        return;
    expired_at_s_ = now_s;
    const size_t sets = std::min(set_count_ / kRoundSeconds + 1, kMostSetsASecond);
    for (size_t i = 0; i < sets; ++i) {
        forget_expired(sets_[next_to_expire_], now_s);
        next_to_expire_ = next_to_expire_ + 1 == set_count_ ? 0 : next_to_expire_ + 1;
    }
}

// What anybody may say takes no more than half of the ring.
void LearntEndpoints::tell(const LearntEndpoint& learnt) {
    if (news_count_ >= (is_weak(learnt.source) ? kNews / 2 : kNews)) {
        counts_.news_dropped++;
        return;
    }
    news_[(first_news_ + news_count_) % kNews] = learnt;
    ++news_count_;
}

size_t LearntEndpoints::take_news(std::span<LearntEndpoint> out) {
    const size_t count = std::min(out.size(), news_count_);
    for (size_t i = 0; i < count; ++i)
        out[i] = news_[(first_news_ + i) % kNews];
    first_news_ = (first_news_ + count) % kNews;
    news_count_ -= count;
    return count;
}

size_t LearntEndpoints::memory_bytes() const {
    return set_count_ * sizeof(Set) + news_.size() * sizeof(LearntEndpoint);
}

}  // namespace sluice
