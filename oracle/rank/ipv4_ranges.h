// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "oracle/rank/disjoint_ranges.h"
#include "policy/huge_pages.h"

namespace sluice {

// Longest prefix match on ranges instead of prefixes (DXR: Zec, Rizzo, Mikuc, CCR 2012): an entry
// for every /20, and where more than one range is in it, these in order. A full table takes a
// tenth of what an entry for every /24 would, and no set of n prefixes takes more than 4 MiB and
// 16 n bytes. Immutable; any thread.
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
    static constexpr unsigned kBlockBits = 12;  // of an address within its /20
    static constexpr uint32_t kWithin = (1U << kBlockBits) - 1;
    static constexpr uint32_t kWhole = 1U << 31;

    static uint16_t in_block(const uint32_t* header, Ipv4Bits address);

    // Of each /20: kWhole and the value of all of it, or where its ranges are.
    HugePageVector<uint32_t> blocks_;
    // Of a /20: how many more ranges there are << 16 | the first one's value; then of each of these
    // where in the /20 it begins << 16 | its value.
    HugePageVector<uint32_t> ranges_;
};

}  // namespace sluice
