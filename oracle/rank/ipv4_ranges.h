// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "oracle/rank/disjoint_ranges.h"
#include "policy/huge_pages.h"

namespace sluice {

// Longest prefix match on ranges instead of prefixes, after DXR (Zec, Rizzo, Mikuc, CCR 2012): a
// cache line for every /18, in which up to 16 ranges are compared at once; where there are more,
// these in order elsewhere. No set of n prefixes takes more than 16 MiB and 8 n bytes, a full
// table less. Immutable; any thread.
class Ipv4Ranges {
 public:
    explicit Ipv4Ranges(std::span<const AddressRange<Ipv4Bits>> ranges);

    // The value, or kNoValue.
    uint16_t find(Ipv4Bits address) const;
    // The same of several, at most kAtOnce, whose memory is under way side by side.
    static constexpr size_t kAtOnce = 64;
    void find(std::span<const Ipv4Bits> addresses, std::span<uint16_t> values) const;

    size_t memory_bytes() const;

 private:
    static constexpr unsigned kBlockBits = 14;  // of an address within its /18
    static constexpr uint32_t kWithin = (1U << kBlockBits) - 1;
    static constexpr size_t kWords = 16;
    static constexpr int32_t kCrowded = INT32_MIN;

    const int32_t* line(Ipv4Bits address) const {
        return lines_.data() + (address >> kBlockBits) * kWords;
    }
    // Where the ranges are of a /18 that has more than its line.
    const int32_t* crowd(const int32_t* line) const {
        return crowds_.data() + (line[0] & ~kCrowded);
    }
    uint16_t in_line(const int32_t* line, Ipv4Bits address) const;

    // A word is where in the /18 a range begins << 16 | its value. The first range begins with the
    // /18; unused words are above all. Or two words: kCrowded | where in crowds_, and how many.
    HugePageVector<int32_t> lines_;
    HugePageVector<int32_t> crowds_;
};

}  // namespace sluice
