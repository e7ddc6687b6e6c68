// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "classifier/counter.h"
#include "classifier/endpoint.h"

namespace sluice {

// Who said that a BitTorrent peer is there. The later ones weigh more, and are believed longer.
enum class EndpointSource : uint8_t {
    none,
    dht_node,   // in a node list: a UDP socket of somebody's
    hint,       // in PEX or DHT values: any peer may name anybody
    tracker,    // in a tracker's reply
    announced,  // by the subscriber itself, to a tracker or the DHT
    confirmed,  // a flow of it was recognised
};
inline constexpr size_t kEndpointSourceCount = 6;
std::string_view name(EndpointSource source);

// How long a source is believed.
uint32_t lifetime_s(EndpointSource source);

struct LearntEndpoint {
    Endpoint endpoint;
    EndpointSource source = EndpointSource::none;
};

// Where BitTorrent peers are, as seen by this worker and told by the others. An entry alone is
// never a verdict: the payload must agree.
//
// Anybody can have anybody named by a peer or a node, so what they name (weak sources) holds no
// more than half of a set and never displaces what is better known; nor can it be aimed at a set,
// since the hash has a secret seed.
//
// Private to its worker's thread, but for counts() and memory_bytes(), which any thread may read.
// All memory is taken when it is built and is its own; what is handed in or out is copied. No
// function allocates, throws or reads a clock. now_s is the worker's clock in seconds: it may
// wrap, and may step back.
class LearntEndpoints {
 public:
    struct Counts {
        std::array<Counter, kEndpointSourceCount> learnt;  // by learn(): entries new or risen
        Counter heard;                                     // by hear(): the same
        Counter evicted;       // entries still believed that made room for another
        Counter refused;       // what found no room, and nodes that are not UDP
        Counter news_dropped;  // since nobody took what there was
        Counter in_use;        // a gauge; expired entries leave it within about a minute
    };

    // Room for at least capacity endpoints. seed: secret, random per run. Throws std::bad_alloc.
    LearntEndpoints(uint32_t capacity, uint64_t seed);
    LearntEndpoints(const LearntEndpoints&) = delete;
    LearntEndpoints& operator=(const LearntEndpoints&) = delete;

    // The strongest source that is still believed counts: a weaker one changes nothing, the same
    // one is believed anew.
    void learn(const Endpoint& endpoint, EndpointSource source, uint32_t now_s);
    EndpointSource find(const Endpoint& endpoint, uint32_t now_s) const;
    // Asks for the memory that a learn() or find() soon after will look at.
    void prefetch(const Endpoint& endpoint) const;

    // What was learnt by learn() and is worth telling the other workers, oldest first; how many
    // were written. Nodes are not: there are too many of them, for too short a time.
    size_t take_news(std::span<LearntEndpoint> out);
    // Another worker's news: believed as if seen here, and not told on.
    void hear(const LearntEndpoint& news, uint32_t now_s);

    // Clears away some of what has expired, once a second. For the gauge: nothing that has expired
    // is ever found, or keeps anything else out.
    void expire(uint32_t now_s);

    const Counts& counts() const { return counts_; }
    uint32_t capacity() const { return static_cast<uint32_t>(set_count_ * kWays); }
    size_t memory_bytes() const;

 private:
    static constexpr size_t kWays = 8;
    static constexpr size_t kMostWeak = kWays / 2;
    static constexpr size_t kNews = 1'024;

    // A look-up reads the first line, and of the addresses only those whose tag, port and
    // transport are the wanted ones: none, or one.
    struct alignas(64) Set {
        std::array<uint16_t, kWays> ports;
        std::array<uint32_t, kWays> until_s;
        std::array<uint8_t, kWays> tags;
        std::array<uint8_t, kWays> kinds;  // source, and transport in the highest bit; 0: empty
        std::array<std::array<uint8_t, 16>, kWays> addresses;  // none straddles two lines
    };
    static_assert(sizeof(Set) == 3 * 64);

    struct Place {
        size_t set;
        uint8_t tag;
    };

    enum class Kept : uint8_t { refused, known, renewed, risen };

    Place place_of(const Endpoint& endpoint) const;
    static size_t way_of(const Set& set, uint8_t tag, const Endpoint& endpoint);
    static EndpointSource source_in(const Set& set, size_t way);
    static size_t room_for(const Set& set, EndpointSource source);
    Kept keep(const LearntEndpoint& learnt, uint32_t now_s);
    void forget_expired(Set& set, uint32_t now_s);
    void tell(const LearntEndpoint& learnt);

    struct Release {
        void operator()(Set* sets) const;
    };
    static Set* take_memory(size_t sets);

    size_t set_count_;
    std::unique_ptr<Set[], Release> sets_;
    std::array<uint64_t, 2> seeds_;
    std::vector<LearntEndpoint> news_;  // a ring
    size_t first_news_ = 0;
    size_t news_count_ = 0;
    size_t next_to_expire_ = 0;
    uint32_t expired_at_s_ = 0;
    Counts counts_;
};

}  // namespace sluice
