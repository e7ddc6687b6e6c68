// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/ipv6_ranges.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <iterator>

namespace sluice {
namespace {

uint64_t network_of(Ipv6Bits address) {
    return static_cast<uint64_t>(address >> 64);
}

int64_t as_signed(uint64_t network) {
    return static_cast<int64_t>(network ^ uint64_t{1} << 63);
}

}  // namespace

Ipv6Ranges::Ipv6Ranges(std::span<const AddressRange<Ipv6Bits>> ranges) {
    RangeBuilder<uint64_t> networks(2 * ranges.size() + 1);
    uint16_t value = kNoValue;
    for (size_t i = 0; i < ranges.size();) {
        const uint64_t network = network_of(ranges[i].first);
        const Ipv6Bits first = static_cast<Ipv6Bits>(network) << 64;
        size_t end = i + 1;
        while (end < ranges.size() && network_of(ranges[end].first) == network)
            ++end;
        const std::span<const AddressRange<Ipv6Bits>> here = ranges.subspan(i, end - i);
        const bool whole = here.size() == 1 && here.front().first == first;
        if (!whole) {
            networks.begin(network, kSplit);
            if (here.front().first != first)
                split_.push_back({first, value});
            split_.insert(split_.end(), here.begin(), here.end());
        }
        value = here.back().value;
        if (whole)
            networks.begin(network, value);
        else if (network != UINT64_MAX)
            networks.begin(network + 1, value);
        i = end;
    }

    const std::vector<AddressRange<uint64_t>> all = networks.take();
    const size_t places = (all.size() + kKeys - 1) / kKeys * kKeys;
    firsts_.resize(places);
    values_.resize(places);
    std::span<const AddressRange<uint64_t>> rest = all;
    fill(0, rest);
    split_.shrink_to_fit();
}

// What is below the node and in it, in order.
void Ipv6Ranges::fill(size_t node, std::span<const AddressRange<uint64_t>>& rest) {
    if (node >= nodes())
        return;
    for (size_t i = 0; i < kKeys; ++i) {
        fill(child(node, i), rest);
        firsts_[node * kKeys + i] = as_signed(rest.front().first);
        values_[node * kKeys + i] = rest.front().value;
        if (rest.size() > 1)
            rest = rest.subspan(1);
    }
    fill(child(node, kKeys), rest);
}

// One node further down; range: the last that is known to begin at or before the network.
void Ipv6Ranges::descend(uint64_t network, uint32_t& node, uint32_t& range) const {
    using Two = int64_t __attribute__((vector_size(16)));
    const int64_t* const firsts = &firsts_[node * kKeys];
    const int64_t sought = as_signed(network);
    Two after{};  // less one for each
    for (size_t i = 0; i < kKeys; i += 2) {
        Two pair;
        std::memcpy(&pair, firsts + i, sizeof pair);
        after += pair > sought;
    }
    const auto before = static_cast<size_t>(kKeys + after[0] + after[1]);
    const auto known = static_cast<uint32_t>(node * kKeys + before - 1);
    range = before > 0 ? known : range;
    node = static_cast<uint32_t>(child(node, before));
}

uint16_t Ipv6Ranges::in_network(uint16_t value, Ipv6Bits address) const {
    if (value != kSplit)
        return value;
    const auto after = std::upper_bound(
        split_.begin(), split_.end(), address,
        [](Ipv6Bits sought, const AddressRange<Ipv6Bits>& range) { return sought < range.first; });
    return std::prev(after)->value;
}

uint16_t Ipv6Ranges::find(Ipv6Bits address) const {
    uint32_t range = 0;
    for (uint32_t node = 0; node < nodes();)
        descend(network_of(address), node, range);
    return in_network(values_[range], address);
}

void Ipv6Ranges::find(std::span<const Ipv6Bits> addresses, std::span<uint16_t> values) const {
    assert(addresses.size() <= kAtOnce && addresses.size() == values.size());
    std::array<uint32_t, kAtOnce> node;
    std::array<uint32_t, kAtOnce> range;
    std::fill_n(node.begin(), addresses.size(), 0);
    std::fill_n(range.begin(), addresses.size(), 0);
    // A level at a time, by its first node.
    for (size_t level = 0; level < nodes(); level = child(level, 0)) {
        for (size_t i = 0; i < addresses.size(); ++i) {
            if (node[i] >= nodes())
                continue;
            descend(network_of(addresses[i]), node[i], range[i]);
            __builtin_prefetch(firsts_.data() + size_t{node[i]} * kKeys);
        }
    }
    for (size_t i = 0; i < addresses.size(); ++i)
        __builtin_prefetch(&values_[range[i]]);
    for (size_t i = 0; i < addresses.size(); ++i)
        values[i] = in_network(values_[range[i]], addresses[i]);
}

size_t Ipv6Ranges::memory_bytes() const {
    return firsts_.capacity() * sizeof(int64_t) + values_.capacity() * sizeof(uint16_t) +
           split_.capacity() * sizeof(AddressRange<Ipv6Bits>);
}

}  // namespace sluice
