// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/recent_keys.h"

namespace sluice {

// Between which two hosts a peer connection was recognised lately, at whatever ports. Two peers
// open connections to each other at a time and again after a while, and an encrypted one goes to a
// port that may be named nowhere in the clear.
//
// Private to the worker's thread. A subscriber's flows are one worker's, so nobody else need know.
class PeerPairs {
 public:
    static constexpr uint32_t kLifetime_s = 30 * 60;  // as a confirmed endpoint

    // seed: secret, random per run.
    PeerPairs(uint32_t capacity, uint64_t seed) : pairs_(capacity, kLifetime_s), seed_(seed) {}

    // Addresses of 16 bytes as in PeerAddress.
    void note(const uint8_t* subscriber, const uint8_t* remote, uint32_t now_s) {
        pairs_.note(hash(subscriber, remote), now_s);
    }
    bool knows(const uint8_t* subscriber, const uint8_t* remote, uint32_t now_s) const {
        return pairs_.knows(hash(subscriber, remote), now_s);
    }

    size_t memory_bytes() const { return pairs_.memory_bytes(); }

 private:
    uint64_t hash(const uint8_t* subscriber, const uint8_t* remote) const;

    RecentKeys pairs_;
    uint64_t seed_;
};

}  // namespace sluice
