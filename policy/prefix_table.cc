// SPDX-License-Identifier: Apache-2.0
#include "policy/prefix_table.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <map>
#include <type_traits>

#include "policy/hash.h"

namespace sluice {

PrefixTable::PrefixTable(const std::vector<std::pair<Prefix, uint32_t>>& entries) {
    ipv4_.build(entries, true);
    ipv6_.build(entries, false);
}

uint32_t PrefixTable::find(const IpAddress& address) const {
    return address.is_ipv4() ? ipv4_.find(key_of<Ipv4Key>(address))
                             : ipv6_.find(key_of<Ipv6Key>(address));
}

size_t PrefixTable::memory_bytes() const {
    return ipv4_.memory_bytes() + ipv6_.memory_bytes();
}

PrefixTable::Ipv4Key PrefixTable::masked(Ipv4Key key, unsigned length) {
    return {static_cast<uint32_t>(key.bits & ~(uint64_t{UINT32_MAX} >> length))};
}

PrefixTable::Ipv6Key PrefixTable::masked(Ipv6Key key, unsigned length) {
    if (length == 0)
        return {0, 0};
    if (length <= 64)
        return {key.high & UINT64_MAX << (64 - length), 0};
    return {key.high, key.low & UINT64_MAX << (128 - length)};
}

uint64_t PrefixTable::hash(Ipv4Key key) {
    return mix(key.bits);
}

uint64_t PrefixTable::hash(Ipv6Key key) {
    return mix(key.high ^ std::rotl(key.low * 0x9e3779b97f4a7c15, 32));
}

template <typename Key>
Key PrefixTable::key_of(const IpAddress& address) {
    if constexpr (std::is_same_v<Key, Ipv4Key>) {
        uint32_t bits = 0;
        std::memcpy(&bits, &address.bytes[12], sizeof bits);
        return {__builtin_bswap32(bits)};
    } else {
        Ipv6Key key{};
        std::memcpy(&key.high, &address.bytes[0], sizeof key.high);
        std::memcpy(&key.low, &address.bytes[8], sizeof key.low);
        return {__builtin_bswap64(key.high), __builtin_bswap64(key.low)};
    }
}

template <typename Key>
const PrefixTable::Slot<Key>* PrefixTable::Length<Key>::find(Key key) const {
    for (uint64_t at = hash(key) & mask;; at = (at + 1) & mask) {
        const Slot<Key>& slot = slots[at];
        if (slot.value == kNone)
            return nullptr;
        if (slot.key == key)
            return &slot;
    }
}

template <typename Key>
void PrefixTable::Length<Key>::insert(Key key, uint32_t value) {
    uint64_t at = hash(key) & mask;
    while (slots[at].value != kNone)
        at = (at + 1) & mask;
    slots[at] = {key, value};
}

template <typename Key>
void PrefixTable::Family<Key>::build(const std::vector<std::pair<Prefix, uint32_t>>& entries,
                                     bool ipv4) {
    std::map<uint8_t, std::vector<std::pair<Key, uint32_t>>> by_length;
    for (const auto& [prefix, value] : entries) {
        if (prefix.address.is_ipv4() == ipv4)
            by_length[prefix.length].emplace_back(key_of<Key>(prefix.address), value);
    }

    // What each search would meet on its way to a longer prefix.
    const size_t count = by_length.size();
    std::vector<std::vector<Key>> markers(count);
    size_t index = 0;
    for (const auto& [length, prefixes] : by_length) {
        for (size_t low = 0, high = count; low < high;) {
            const size_t middle = low + (high - low) / 2;
            if (middle == index)
                break;
            if (middle > index) {
                high = middle;
                continue;
            }
            const uint8_t shorter = std::next(by_length.begin(), static_cast<long>(middle))->first;
            for (const auto& [key, value] : prefixes)
                markers[middle].push_back(masked(key, shorter));
            low = middle + 1;
        }
        ++index;
    }

    index = 0;
    for (const auto& [length, prefixes] : by_length) {
        std::vector<Key>& here = markers[index++];
        std::sort(here.begin(), here.end(), [](Key a, Key b) {
            if constexpr (std::is_same_v<Key, Ipv4Key>)
                return a.bits < b.bits;
            else
                return std::pair(a.high, a.low) < std::pair(b.high, b.low);
        });
        here.erase(std::unique(here.begin(), here.end()), here.end());

        Length<Key>& table = lengths.emplace_back();
        table.length = length;
        table.slots.resize(std::bit_ceil(2 * (prefixes.size() + here.size())));
        table.mask = table.slots.size() - 1;
        for (const auto& [key, value] : prefixes)
            table.insert(key, value);
    }

    // Ascending, so that the best match of a marker is found in lengths that are done.
    for (size_t i = 0; i < count; ++i) {
        for (const Key key : markers[i]) {
            if (lengths[i].find(key) != nullptr)
                continue;
            uint32_t best = kMarker;
            for (size_t shorter = i; shorter-- > 0 && best == kMarker;) {
                const auto* slot = lengths[shorter].find(masked(key, lengths[shorter].length));
                if (slot != nullptr)
                    best = slot->value;
            }
            lengths[i].insert(key, best);
        }
    }
}

template <typename Key>
uint32_t PrefixTable::Family<Key>::find(Key key) const {
    uint32_t best = kNone;
    for (size_t low = 0, high = lengths.size(); low < high;) {
        const size_t middle = low + (high - low) / 2;
        const Length<Key>& table = lengths[middle];
        const Slot<Key>* const slot = table.find(masked(key, table.length));
        if (slot == nullptr) {
            high = middle;
            continue;
        }
        if (slot->value != kMarker)
            best = slot->value;
        low = middle + 1;
    }
    return best;
}

template <typename Key>
size_t PrefixTable::Family<Key>::memory_bytes() const {
    size_t bytes = 0;
    for (const Length<Key>& table : lengths)
        bytes += table.slots.size() * sizeof(Slot<Key>);
    return bytes;
}

}  // namespace sluice
