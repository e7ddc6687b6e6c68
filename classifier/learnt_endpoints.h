// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

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

struct LearntEndpoint {
    Endpoint endpoint;
    EndpointSource source = EndpointSource::none;
};

// Where BitTorrent peers are, as seen by this worker and told by the others. An entry alone is
// never a verdict: the payload must agree. Private to the worker's thread.
class LearntEndpoints {
 public:
    explicit LearntEndpoints(uint32_t capacity) : capacity_(capacity) {}

    // now_s: the worker's clock, seconds.
    void learn(const Endpoint& endpoint, EndpointSource source, uint32_t now_s);
    EndpointSource find(const Endpoint& endpoint, uint32_t now_s) const;

    // What was learnt by learn() and is worth telling the other workers; how many were written.
    size_t take_news(std::span<LearntEndpoint> out);
    // Another worker's news: believed as if seen here, and not told on.
    void hear(const LearntEndpoint& news, uint32_t now_s);

    size_t memory_bytes() const { return 0; }

 private:
    uint32_t capacity_;
};

}  // namespace sluice
