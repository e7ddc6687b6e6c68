// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "oracle/rank/disjoint_ranges.h"
#include "policy/address.h"

namespace sluice {

// Longest prefix match among a few prefixes, such as caches or what is behind a NAT. Most addresses
// are near none of them, and are told so by a bit. Immutable; any thread.
class PrefixSet {
 public:
    static constexpr uint16_t kNone = kNoValue;

    // values: below kNone. Throws std::invalid_argument, one line, if one is there twice.
    explicit PrefixSet(std::span<const std::pair<Prefix, uint16_t>> entries);

    // The value of the longest prefix that holds the address, or kNone.
    uint16_t find(const IpAddress& address) const {
        const bool ipv4 = address.is_ipv4();
        const uint32_t bit = ipv4 ? ipv4_bit(address) : ipv6_bit(address);
        if ((near_[ipv4 ? 0 : 1][bit / 64] >> bit % 64 & 1) == 0)
            return kNone;
        return ipv4 ? among_ipv4(ipv4_bits(address)) : among_ipv6(ipv6_bits(address));
    }
    bool contains(const IpAddress& address) const { return find(address) != kNone; }
    bool empty() const { return ipv4_.size() == 1 && ipv6_.size() == 1; }

 private:
    static constexpr unsigned kNearBits = 12;
    static constexpr uint32_t kNearCount = 1U << kNearBits;
    static constexpr uint8_t kIpv6NearLength = 32;

    // A /12 of IPv4 each.
    static uint32_t ipv4_bit(const IpAddress& address) {
        return ipv4_bits(address) >> (32 - kNearBits);
    }
    // A /32 of IPv6 each, and others that fall on the same.
    static uint32_t ipv6_bit(const IpAddress& address) {
        return static_cast<uint32_t>(address.half(0)) * 0x9e37'79b1U >> (32 - kNearBits);
    }
    void mark(const Prefix& prefix);
    uint16_t among_ipv4(Ipv4Bits address) const;
    uint16_t among_ipv6(Ipv6Bits address) const;

    // By family: whether any prefix has to do with addresses of that bit.
    std::array<std::array<uint64_t, kNearCount / 64>, 2> near_{};
    std::vector<AddressRange<Ipv4Bits>> ipv4_;
    std::vector<AddressRange<Ipv6Bits>> ipv6_;
};

}  // namespace sluice
