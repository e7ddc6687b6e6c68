// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "classifier/learnt_endpoints.h"
#include "dataplane/spsc_ring.h"

namespace sluice {

// What a worker learns of where peers are, on its way to all others: a peer that one subscriber's
// tracker names talks to subscribers of other workers too. A ring from every worker to every
// other. Nobody waits; each call does a bounded part of what there is.
class EndpointNews {
 public:
    static constexpr size_t kCapacity = 1'024;  // of a ring
    static constexpr size_t kBatch = 64;

    explicit EndpointNews(uint32_t workers);

    // Worker's own thread, between bursts: tells the others at most kBatch of what its table has
    // learnt. How many did not reach one of them, since its ring was full.
    size_t tell(uint32_t worker, LearntEndpoints& endpoints);
    // And adds to its table what the others told: kBatch of them, or one of each.
    void hear(uint32_t worker, LearntEndpoints& endpoints, uint32_t now_s);

    size_t memory_bytes() const;

 private:
    using Ring = SpscRing<LearntEndpoint>;

    Ring& between(uint32_t from, uint32_t to) { return *rings_[from * workers_ + to]; }

    uint32_t workers_;
    std::vector<std::unique_ptr<Ring>> rings_;  // none from a worker to itself
};

}  // namespace sluice
