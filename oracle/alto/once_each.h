// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "policy/address.h"
#include "policy/hash.h"

namespace sluice {

// Tells whether an address has been seen, for lists in which each counts once. Keeps its memory.
class OnceEach {
 public:
    explicit OnceEach(uint64_t seed) : seed_(seed) {}

    // For at most so many.
    void begin(size_t most) {
        const size_t slots = std::bit_ceil(2 * most + 1);
        places_.assign(slots, kNowhere);
    }

    // True the first time; then it is at the back of `seen`, where it is looked for later.
    bool add(const IpAddress& address, std::vector<IpAddress>& seen) {
        const size_t mask = places_.size() - 1;
        size_t at = mix(address.half(0) ^ seed_, address.half(1)) & mask;
        for (; places_[at] != kNowhere; at = (at + 1) & mask)
            if (seen[places_[at]] == address)
                return false;
        places_[at] = static_cast<uint32_t>(seen.size());
        seen.push_back(address);
        return true;
    }

 private:
    static constexpr uint32_t kNowhere = UINT32_MAX;

    const uint64_t seed_;  // random, so that nobody can choose addresses that collide
    std::vector<uint32_t> places_;
};

}  // namespace sluice
