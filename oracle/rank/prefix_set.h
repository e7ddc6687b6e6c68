// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "oracle/rank/disjoint_ranges.h"
#include "policy/address.h"

namespace sluice {

// Longest prefix match among a few prefixes, such as caches or what is behind a NAT: small enough
// to stay in the nearest cache. Immutable; any thread.
class PrefixSet {
 public:
    static constexpr uint16_t kNone = UINT16_MAX;

    // values: below kNone. Throws std::invalid_argument, one line, if one is there twice.
    explicit PrefixSet(std::span<const std::pair<Prefix, uint16_t>> entries);

    // The value of the longest prefix that holds the address, or kNone.
    uint16_t find(const IpAddress& address) const;
    bool contains(const IpAddress& address) const { return find(address) != kNone; }
    bool empty() const { return ipv4_.size() == 1 && ipv6_.size() == 1; }

 private:
    std::vector<AddressRange<uint32_t>> ipv4_;
    std::vector<AddressRange<Ipv6Bits>> ipv6_;
};

}  // namespace sluice
