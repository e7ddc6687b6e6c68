// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "oracle/rank/pid.h"
#include "policy/address.h"

namespace sluice {

using Prefixes = std::vector<std::pair<Prefix, Pid>>;

// The longest prefix that holds an address, by trying all.
inline Pid by_trying(const Prefixes& prefixes, const IpAddress& address) {
    Pid found = kNoPid;
    int longest = -1;
    for (const auto& [prefix, pid] : prefixes) {
        if (prefix.contains(address) && prefix.length > longest) {
            longest = prefix.length;
            found = pid;
        }
    }
    return found;
}

// The one before and the one after, around the end of the family too.
inline IpAddress beside(IpAddress address, int step) {
    const size_t begin = address.is_ipv4() ? 12 : 0;
    for (size_t i = 16; i-- > begin;) {
        address.bytes[i] = static_cast<uint8_t>(address.bytes[i] + step);
        if (address.bytes[i] != (step > 0 ? 0x00 : 0xff))
            break;
    }
    return address;
}

// Few distinct bits, so that prefixes nest; some in one /20 or one /64, where ranges are crowded.
inline IpAddress random_address(std::mt19937_64& random) {
    IpAddress address = random() % 2 ? IpAddress::from_ipv4(0) : *IpAddress::parse("2001:db8::");
    const bool crowded = random() % 2;
    const size_t begin = address.is_ipv4() ? (crowded ? 14 : 12) : (crowded ? 8 : 4);
    for (size_t i = begin; i < 16; ++i)
        address.bytes[i] = random() % 3 == 0 ? static_cast<uint8_t>(random() & 0x81) : 0;
    return address;
}

inline Prefixes random_prefixes(std::mt19937_64& random, size_t most) {
    std::map<Prefix, Pid> prefixes;
    for (size_t i = random() % most; i > 0; --i) {
        const IpAddress address = random_address(random);
        const unsigned bits = address.is_ipv4() ? 32 : 128;
        const auto length = static_cast<uint8_t>(random() % 2 ? random() % (bits + 1)
                                                              : bits - random() % (bits / 2));
        prefixes.emplace(Prefix::covering(address, length), static_cast<Pid>(random() % 4));
    }
    return {prefixes.begin(), prefixes.end()};
}

// The ends of each prefix, what is just beyond them, and others.
inline std::vector<IpAddress> addresses_around(const Prefixes& prefixes, std::mt19937_64& random) {
    std::vector<IpAddress> addresses;
    for (const auto& [prefix, pid] : prefixes) {
        for (const IpAddress& end : {prefix.address, prefix.last()})
            addresses.insert(addresses.end(), {end, beside(end, -1), beside(end, 1)});
    }
    for (int i = 0; i < 50; ++i)
        addresses.push_back(random_address(random));
    return addresses;
}

}  // namespace sluice
