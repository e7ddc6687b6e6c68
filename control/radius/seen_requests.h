// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <unordered_set>
#include <utility>

#include "control/radius/packet.h"
#include "policy/hash.h"

namespace sluice {

// Requests that must not take effect twice, by their authenticators, which cover all that they
// hold. Bounded: of very many, the oldest are forgotten early. One thread at a time.
class SeenRequests {
 public:
    static constexpr size_t kMost = 1u << 16;

    explicit SeenRequests(uint64_t remember_ns) : remember_ns_(remember_ns) {}

    // Whether it is the first time.
    bool add(const RadiusPacket& request, uint64_t now_ns) {
        while (!order_.empty() &&
               (order_.front().second + remember_ns_ <= now_ns || order_.size() >= kMost)) {
            seen_.erase(order_.front().first);
            order_.pop_front();
        }
        uint64_t halves[2];
        std::memcpy(halves, request.authenticator().data(), sizeof halves);
        const uint64_t key = mix(halves[0], halves[1]);
        if (!seen_.insert(key).second)
            return false;
        order_.emplace_back(key, now_ns);
        return true;
    }

 private:
    const uint64_t remember_ns_;
    std::unordered_set<uint64_t> seen_;
    std::deque<std::pair<uint64_t, uint64_t>> order_;  // and when
};

}  // namespace sluice
