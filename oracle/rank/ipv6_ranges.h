// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "oracle/rank/disjoint_ranges.h"
#include "policy/huge_pages.h"

namespace sluice {

// Longest prefix match on ranges instead of prefixes. Nearly all begin and end with a /64, so the
// first halves alone are searched, in a tree of a cache line a node: six of a full table's, of
// which the upper three stay in the nearest cache. Immutable; any thread.
class Ipv6Ranges {
 public:
    explicit Ipv6Ranges(std::span<const AddressRange<Ipv6Bits>> ranges);

    // The value, or kNoValue.
    uint16_t find(Ipv6Bits address) const;
    // The same of several, at most kAtOnce, whose memory is under way side by side.
    static constexpr size_t kAtOnce = 64;
    void find(std::span<const Ipv6Bits> addresses, std::span<uint16_t> values) const;

    size_t memory_bytes() const;

 private:
    // Values are Pids or fewer, which leaves this one: more than one range is in that /64.
    static constexpr uint16_t kSplit = UINT16_MAX - 1;
    static constexpr size_t kKeys = 8;  // of a node: 64 bytes

    static size_t child(size_t node, size_t number) { return node * (kKeys + 1) + 1 + number; }
    size_t nodes() const { return values_.size() / kKeys; }
    void fill(size_t node, std::span<const AddressRange<uint64_t>>& rest);
    void descend(uint64_t network, uint32_t& node, uint32_t& range) const;
    uint16_t in_network(uint16_t value, Ipv6Bits address) const;

    // A search tree in the order of its levels, without pointers: where each range begins, and its
    // value. Filled up with the last. Begins are less 2^63, as vector instructions compare signed.
    HugePageVector<int64_t> firsts_;
    HugePageVector<uint16_t> values_;
    std::vector<AddressRange<Ipv6Bits>> split_;  // those within /64s; ascending
};

}  // namespace sluice
