// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/prefix_set.h"

#include <algorithm>
#include <iterator>

namespace sluice {
namespace {

template <typename Bits>
uint16_t value_at(const std::vector<AddressRange<Bits>>& ranges, Bits address) {
    const auto after = std::upper_bound(
        ranges.begin(), ranges.end(), address,
        [](Bits sought, const AddressRange<Bits>& range) { return sought < range.first; });
    return std::prev(after)->value;
}

}  // namespace

PrefixSet::PrefixSet(std::span<const std::pair<Prefix, uint16_t>> entries)
    : ipv4_(disjoint_ipv4_ranges(entries)), ipv6_(disjoint_ipv6_ranges(entries)) {}

uint16_t PrefixSet::find(const IpAddress& address) const {
    return address.is_ipv4() ? value_at(ipv4_, ipv4_bits(address))
                             : value_at(ipv6_, ipv6_bits(address));
}

}  // namespace sluice
