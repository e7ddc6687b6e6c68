// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "oracle/udp/sip_hash.h"
#include "policy/address.h"

namespace sluice {

// How many requests one source may make in a second of the clock; an IPv6 source is its /64. Its
// memory is fixed: where more sources ask in one second than it remembers, the rest are not held
// to anything, as together they are bounded by nothing but the machine anyway. One thread's.
class SourceLimit {
 public:
    // key: random, so that nobody can choose whom to be taken for.
    SourceLimit(uint32_t per_second, const SipKey& key)
        : per_second_(per_second), key_(key), sets_(kSets) {}

    // False: one too many.
    bool take(const IpAddress& source, uint32_t now_s);

 private:
    static constexpr size_t kSets = 8'192;
    static constexpr size_t kOfOneSet = 5;

    struct Entry {
        uint32_t source = 0;  // of its hash
        uint32_t second = 0;
        uint32_t requests = 0;
    };
    struct alignas(64) Set {
        std::array<Entry, kOfOneSet> entries;
    };
    static_assert(sizeof(Set) == 64);

    const uint32_t per_second_;
    const SipKey key_;
    std::vector<Set> sets_;
};

}  // namespace sluice
