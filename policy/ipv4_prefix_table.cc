// SPDX-License-Identifier: Apache-2.0
#include "policy/ipv4_prefix_table.h"

#include <array>
#include <cassert>

#include "policy/hash.h"

namespace sluice {
namespace {

constexpr size_t kNetworks = 1u << 24;
constexpr uint8_t kNetworkLength = 24;

uint32_t mask_of(uint8_t length) {
    return length == 0 ? 0 : UINT32_MAX << (32 - length);
}

}  // namespace

uint64_t Ipv4PrefixTable::PrefixKey::hash() const {
    return mix(uint64_t{address} << 8 | length);
}

Ipv4PrefixTable::Ipv4PrefixTable(uint32_t groups, Retired& retired)
    : networks_(kNetworks), groups_(size_t{groups} * 256), prefixes_(retired) {}

void Ipv4PrefixTable::find(std::span<const uint32_t> addresses, std::span<uint32_t> values) const {
    assert(addresses.size() <= kAtOnce && addresses.size() == values.size());
    for (const uint32_t address : addresses)
        __builtin_prefetch(&networks_[address >> 8]);
    for (size_t i = 0; i < addresses.size(); ++i) {
        values[i] = networks_[addresses[i] >> 8].load(std::memory_order_acquire);
        if (is_group(values[i]))
            __builtin_prefetch(&groups_[(values[i] & ~kGroup) * 256 + (addresses[i] & 0xff)]);
    }
    for (size_t i = 0; i < addresses.size(); ++i)
        values[i] = value_of(is_group(values[i]) ? in_group(values[i], addresses[i]) : values[i]);
}

// A group stays for good: /24s that once had longer prefixes are few, and no reader has to wait.
bool Ipv4PrefixTable::make_group(uint32_t network) {
    const uint32_t before = networks_[network].load(std::memory_order_relaxed);
    if (is_group(before))
        return true;
    if (groups_used_ == groups_.size() / 256)
        return false;
    const uint32_t group = groups_used_++;
    for (size_t i = 0; i < 256; ++i)
        groups_[group * size_t{256} + i].store(before, std::memory_order_relaxed);
    networks_[network].store(kGroup | group, std::memory_order_release);
    return true;
}

template <typename Change>
void Ipv4PrefixTable::for_each_entry(uint32_t address, uint8_t length, Change&& change) {
    const uint32_t last = address | ~mask_of(length);
    for (uint64_t network = address >> 8; network <= last >> 8; ++network) {
        const uint32_t entry = networks_[network].load(std::memory_order_relaxed);
        if (!is_group(entry)) {
            change(networks_[network]);
            continue;
        }
        const size_t group = (entry & ~kGroup) * size_t{256};
        const uint32_t from = length > kNetworkLength ? address & 0xff : 0;
        const uint32_t to = length > kNetworkLength ? last & 0xff : 0xff;
        for (uint32_t i = from; i <= to; ++i)
            change(groups_[group + i]);
    }
}

bool Ipv4PrefixTable::set(uint32_t address, uint8_t length, uint32_t value) {
    assert(value != kNone && value <= kHighestValue && (address & ~mask_of(length)) == 0);
    if (length > kNetworkLength && !make_group(address >> 8))
        return false;
    if (exact(address, length) == kNone)
        ++count_by_length_[length];
    prefixes_.set({address, length}, value);
    const uint32_t entry = entry_of(length, value);
    for_each_entry(address, length, [&](Entry& place) {
        if (length_rank(place.load(std::memory_order_relaxed)) <= length_rank(entry))
            place.store(entry, std::memory_order_release);
    });
    return true;
}

void Ipv4PrefixTable::remove(uint32_t address, uint8_t length) {
    if (!prefixes_.erase({address, length}))
        return;
    --count_by_length_[length];
    const uint32_t rank = length_rank(entry_of(length, 1));
    const uint32_t covering = covering_entry(address, length);
    for_each_entry(address, length, [&](Entry& place) {
        if (length_rank(place.load(std::memory_order_relaxed)) == rank)
            place.store(covering, std::memory_order_release);
    });
}

// Of the longest shorter prefix around it.
uint32_t Ipv4PrefixTable::covering_entry(uint32_t address, uint8_t length) const {
    for (uint8_t shorter = length; shorter-- > 0;) {
        if (count_by_length_[shorter] == 0)
            continue;
        const uint32_t value = exact(address & mask_of(shorter), shorter);
        if (value != kNone)
            return entry_of(shorter, value);
    }
    return 0;
}

size_t Ipv4PrefixTable::memory_bytes() const {
    return (networks_.size() + groups_used_ * size_t{256}) * sizeof(Entry) +
           prefixes_.memory_bytes();
}

}  // namespace sluice
