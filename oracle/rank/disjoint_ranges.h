// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "policy/address.h"

namespace sluice {

// Addresses as numbers: the first bit is the highest.
using Ipv4Bits = uint32_t;
using Ipv6Bits = unsigned __int128;

inline Ipv4Bits ipv4_bits(const IpAddress& address) {
    return __builtin_bswap32(static_cast<uint32_t>(address.half(1) >> 32));
}
inline Ipv6Bits ipv6_bits(const IpAddress& address) {
    return static_cast<Ipv6Bits>(__builtin_bswap64(address.half(0))) << 64 |
           __builtin_bswap64(address.half(1));
}

// From first on, until the next range begins, the longest prefix that holds an address has that
// value.
template <typename Bits>
struct AddressRange {
    Bits first;
    uint16_t value;
};

inline constexpr uint16_t kNoValue = UINT16_MAX;  // no prefix holds it

// Puts ranges together, ascending: the first begins at 0, and neighbours differ.
template <typename Bits>
class RangeBuilder {
 public:
    explicit RangeBuilder(size_t most) {
        ranges_.reserve(most);
        ranges_.push_back({0, kNoValue});
    }

    // first: not before that of the last call; if the same, that one is forgotten.
    void begin(Bits first, uint16_t value) {
        if (ranges_.back().first == first)
            ranges_.pop_back();
        if (ranges_.empty() || ranges_.back().value != value)
            ranges_.push_back({first, value});
    }

    std::vector<AddressRange<Bits>> take() { return std::move(ranges_); }

 private:
    std::vector<AddressRange<Bits>> ranges_;
};

// A family's prefixes, which may lie in one another, as ranges that do not: at most 2 n + 1 of n.
// Throws std::invalid_argument, one line, if a prefix is there twice or is none.
std::vector<AddressRange<Ipv4Bits>> disjoint_ipv4_ranges(
    std::span<const std::pair<Prefix, uint16_t>> prefixes);
std::vector<AddressRange<Ipv6Bits>> disjoint_ipv6_ranges(
    std::span<const std::pair<Prefix, uint16_t>> prefixes);

}  // namespace sluice
