// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/disjoint_ranges.h"

#include <algorithm>
#include <stdexcept>
#include <type_traits>

namespace sluice {
namespace {

template <typename Bits>
struct Interval {
    Bits first;
    Bits last;
    uint16_t value;
};

template <typename Bits>
bool is_family(const Prefix& prefix) {
    return prefix.address.is_ipv4() == std::is_same_v<Bits, Ipv4Bits>;
}

template <typename Bits>
Bits bits_of(const IpAddress& address) {
    if constexpr (std::is_same_v<Bits, Ipv4Bits>)
        return ipv4_bits(address);
    else
        return ipv6_bits(address);
}

template <typename Bits>
constexpr Bits kLastAddress = static_cast<Bits>(~Bits{0});

// The bits that a prefix leaves open.
template <typename Bits>
Bits open_bits(uint8_t length) {
    constexpr size_t kBits = 8 * sizeof(Bits);
    return length == kBits ? 0 : static_cast<Bits>(kLastAddress<Bits> >> length);
}

// Those around others come before them.
template <typename Bits>
std::vector<Interval<Bits>> intervals(std::span<const std::pair<Prefix, uint16_t>> prefixes) {
    std::vector<Interval<Bits>> found;
    found.reserve(prefixes.size());
    for (const auto& [prefix, value] : prefixes) {
        if (!is_family<Bits>(prefix))
            continue;
        const auto first = bits_of<Bits>(prefix.address);
        if (prefix.length > 8 * sizeof(Bits) || (first & open_bits<Bits>(prefix.length)) != 0)
            throw std::invalid_argument(prefix.to_string() + " is no prefix");
        found.push_back({first, static_cast<Bits>(first | open_bits<Bits>(prefix.length)), value});
    }
    std::ranges::sort(found, [](const Interval<Bits>& a, const Interval<Bits>& b) {
        return a.first != b.first ? a.first < b.first : a.last > b.last;
    });
    return found;
}

template <typename Bits>
void throw_if_twice(const std::vector<Interval<Bits>>& sorted,
                    std::span<const std::pair<Prefix, uint16_t>> prefixes) {
    const auto twice = std::ranges::adjacent_find(sorted, [](const auto& a, const auto& b) {
        return a.first == b.first && a.last == b.last;
    });
    if (twice == sorted.end())
        return;
    for (const auto& [prefix, value] : prefixes) {
        if (is_family<Bits>(prefix) && bits_of<Bits>(prefix.address) == twice->first &&
            open_bits<Bits>(prefix.length) == twice->last - twice->first)
            throw std::invalid_argument(prefix.to_string() + " is there twice");
    }
}

template <typename Bits>
std::vector<AddressRange<Bits>> disjoint(std::span<const std::pair<Prefix, uint16_t>> prefixes) {
    const std::vector<Interval<Bits>> sorted = intervals<Bits>(prefixes);
    throw_if_twice(sorted, prefixes);

    RangeBuilder<Bits> ranges(2 * sorted.size() + 1);
    std::vector<Interval<Bits>> around;  // those that hold the place reached, the longest last
    const auto leave = [&] {
        const Bits last = around.back().last;
        around.pop_back();
        if (last != kLastAddress<Bits>)
            ranges.begin(last + 1, around.empty() ? kNoValue : around.back().value);
    };
    for (const Interval<Bits>& interval : sorted) {
        while (!around.empty() && around.back().last < interval.first)
            leave();
        ranges.begin(interval.first, interval.value);
        around.push_back(interval);
    }
    while (!around.empty())
        leave();
    return ranges.take();
}

}  // namespace

std::vector<AddressRange<Ipv4Bits>> disjoint_ipv4_ranges(
    std::span<const std::pair<Prefix, uint16_t>> prefixes) {
    return disjoint<Ipv4Bits>(prefixes);
}

std::vector<AddressRange<Ipv6Bits>> disjoint_ipv6_ranges(
    std::span<const std::pair<Prefix, uint16_t>> prefixes) {
    return disjoint<Ipv6Bits>(prefixes);
}

}  // namespace sluice
