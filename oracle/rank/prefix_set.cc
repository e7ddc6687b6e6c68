// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/prefix_set.h"

namespace sluice {
namespace {

// Of the last that begins at or before the address: the first begins at 0.
template <typename Bits>
uint16_t value_at(const std::vector<AddressRange<Bits>>& ranges, Bits address) {
    const AddressRange<Bits>* before = ranges.data();
    for (size_t after = ranges.size() - 1; after > 0;) {
        const size_t half = (after + 1) / 2;
        before += before[half].first <= address ? half : 0;
        after -= half;
    }
    return before->value;
}

}  // namespace

PrefixSet::PrefixSet(std::span<const std::pair<Prefix, uint16_t>> entries)
    : ipv4_(disjoint_ipv4_ranges(entries)), ipv6_(disjoint_ipv6_ranges(entries)) {
    for (const auto& [prefix, value] : entries)
        mark(prefix);
}

void PrefixSet::mark(const Prefix& prefix) {
    if (prefix.address.is_ipv4()) {
        const uint32_t last = ipv4_bit(prefix.last());
        for (uint32_t bit = ipv4_bit(prefix.address); bit <= last; ++bit)
            near_[0][bit / 64] |= uint64_t{1} << bit % 64;
    } else if (prefix.length < kIpv6NearLength) {
        near_[1].fill(UINT64_MAX);
    } else {
        const uint32_t bit = ipv6_bit(prefix.address);
        near_[1][bit / 64] |= uint64_t{1} << bit % 64;
    }
}

uint16_t PrefixSet::among_ipv4(Ipv4Bits address) const {
    return value_at(ipv4_, address);
}

uint16_t PrefixSet::among_ipv6(Ipv6Bits address) const {
    return value_at(ipv6_, address);
}

}  // namespace sluice
