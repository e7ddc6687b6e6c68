// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "policy/address.h"

namespace sluice {

// An address as the number that its 128 bits are, for what counts in addresses: ranges, and what
// lies within what. IPv4 is ::ffff:a.b.c.d, as in IpAddress.
using AddressBits = unsigned __int128;

inline constexpr unsigned kAddressBits = 128;
inline constexpr unsigned kIpv4BitsBefore = 96;  // of ::ffff:0:0/96

inline AddressBits address_bits(const IpAddress& address) {
    return AddressBits{__builtin_bswap64(address.half(0))} << 64 |
           __builtin_bswap64(address.half(1));
}

inline IpAddress address_of(AddressBits bits) {
    const uint64_t halves[] = {__builtin_bswap64(static_cast<uint64_t>(bits >> 64)),
                               __builtin_bswap64(static_cast<uint64_t>(bits))};
    IpAddress address;
    std::memcpy(address.bytes.data(), halves, sizeof halves);
    return address;
}

// All bits behind the first so many.
inline AddressBits bits_behind(unsigned kept) {
    return kept >= kAddressBits ? 0 : ~AddressBits{0} >> kept;
}

// How many of the 128 bits a prefix keeps.
inline unsigned kept_bits(const Prefix& prefix) {
    return prefix.length + (prefix.address.is_ipv4() ? kIpv4BitsBefore : 0);
}

inline AddressBits last_bits(const Prefix& prefix) {
    return address_bits(prefix.address) | bits_behind(kept_bits(prefix));
}

// The IPv6 prefix of that length that the bits are in. Inside of ::ffff:0:0/96 it is none that
// Prefix can hold: is_prefix() tells.
inline Prefix ipv6_prefix(AddressBits bits, unsigned length) {
    return {address_of(bits & ~bits_behind(length)), static_cast<uint8_t>(length)};
}

inline bool is_prefix(const Prefix& prefix) {
    return !prefix.address.is_ipv4() || prefix.length <= 32;
}

}  // namespace sluice
