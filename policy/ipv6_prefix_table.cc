// SPDX-License-Identifier: Apache-2.0
#include "policy/ipv6_prefix_table.h"

#include <bit>

#include "policy/hash.h"

namespace sluice {

uint64_t Ipv6PrefixTable::Network::hash() const {
    return mix(high);
}

uint64_t Ipv6PrefixTable::Host::hash() const {
    return mix(high, low);
}

Ipv6PrefixTable::Host Ipv6PrefixTable::masked(const IpAddress& address, uint8_t length) {
    const uint64_t high = __builtin_bswap64(address.half(0));
    const uint64_t low = __builtin_bswap64(address.half(1));
    if (length == 0)
        return {0, 0};
    if (length <= kNetworkLength)
        return {high & UINT64_MAX << (64 - length), 0};
    return {high, low & UINT64_MAX << (128 - length)};
}

int Ipv6PrefixTable::next_length(int from) const {
    for (int word = from / 64; from >= 0 && word >= 0; --word) {
        uint64_t bits = lengths_[static_cast<size_t>(word)].load(std::memory_order_acquire);
        if (word == from / 64)
            bits &= UINT64_MAX >> (63 - from % 64);
        if (bits != 0)
            return word * 64 + std::bit_width(bits) - 1;
    }
    return -1;
}

uint32_t Ipv6PrefixTable::find_at(const IpAddress& address, uint8_t length) const {
    const Host key = masked(address, length);
    if (length <= kNetworkLength)
        return networks_[length]->find({key.high});
    return hosts_[length - kNetworkLength - 1u]->find(key);
}

uint32_t Ipv6PrefixTable::find(const IpAddress& address) const {
    for (int length = next_length(kLongest); length >= 0; length = next_length(length - 1)) {
        const uint32_t value = find_at(address, static_cast<uint8_t>(length));
        if (value != kNone)
            return value;
    }
    return kNone;
}

void Ipv6PrefixTable::find(std::span<const IpAddress> addresses, std::span<uint32_t> values) const {
    for (int length = next_length(kLongest); length >= 0; length = next_length(length - 1)) {
        for (const IpAddress& address : addresses) {
            const Host key = masked(address, static_cast<uint8_t>(length));
            const auto place = static_cast<size_t>(length);
            if (length <= kNetworkLength)
                networks_[place]->prefetch(Network{key.high}.hash());
            else
                hosts_[place - kNetworkLength - 1]->prefetch(key.hash());
        }
    }
    for (size_t i = 0; i < addresses.size(); ++i)
        values[i] = find(addresses[i]);
}

void Ipv6PrefixTable::set(const Prefix& prefix, uint32_t value) {
    const uint8_t length = prefix.length;
    const Host key = masked(prefix.address, length);
    if (length <= kNetworkLength) {
        if (networks_[length] == nullptr)
            networks_[length] = std::make_unique<LiveHash<Network>>(retired_);
        networks_[length]->set({key.high}, value);
    } else {
        auto& hosts = hosts_[length - kNetworkLength - 1u];
        if (hosts == nullptr)
            hosts = std::make_unique<LiveHash<Host>>(retired_);
        hosts->set(key, value);
    }
    lengths_[length / 64].fetch_or(uint64_t{1} << length % 64, std::memory_order_release);
}

void Ipv6PrefixTable::remove(const Prefix& prefix) {
    const uint8_t length = prefix.length;
    const Host key = masked(prefix.address, length);
    bool empty = false;
    if (length <= kNetworkLength) {
        if (networks_[length] == nullptr)
            return;
        networks_[length]->erase({key.high});
        empty = networks_[length]->size() == 0;
    } else {
        const auto& hosts = hosts_[length - kNetworkLength - 1u];
        if (hosts == nullptr)
            return;
        hosts->erase(key);
        empty = hosts->size() == 0;
    }
    if (empty)
        lengths_[length / 64].fetch_and(~(uint64_t{1} << length % 64), std::memory_order_release);
}

uint32_t Ipv6PrefixTable::exact(const Prefix& prefix) const {
    const bool known = prefix.length <= kNetworkLength
                           ? networks_[prefix.length] != nullptr
                           : hosts_[prefix.length - kNetworkLength - 1u] != nullptr;
    return known ? find_at(prefix.address, prefix.length) : kNone;
}

size_t Ipv6PrefixTable::memory_bytes() const {
    size_t bytes = 0;
    for (const auto& networks : networks_)
        bytes += networks == nullptr ? 0 : networks->memory_bytes();
    for (const auto& hosts : hosts_)
        bytes += hosts == nullptr ? 0 : hosts->memory_bytes();
    return bytes;
}

}  // namespace sluice
