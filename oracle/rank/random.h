// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "policy/hash.h"

namespace sluice {

// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): for spreading load, not for secrets. Whoever
// answers owns one and seeds it once. One thread's.
class SplitMix64 {
 public:
    explicit SplitMix64(uint64_t seed) : state_(seed) {}

    uint64_t next() {
        const uint64_t value = mix(state_);
        state_ += 0x9e3779b97f4a7c15;
        return value;
    }
    // From 0 to bound - 1, each as likely as another to within one in 2^32 / bound. bound: above 0.
    uint32_t below(uint32_t bound) { return static_cast<uint32_t>((next() >> 32) * bound >> 32); }

 private:
    uint64_t state_;
};

}  // namespace sluice
