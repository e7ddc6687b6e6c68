// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "oracle/tracker/info_hash.h"
#include "oracle/tracker/swarm.h"

namespace sluice {

inline InfoHash hash_number(uint32_t number) {
    InfoHash hash;
    for (size_t i = 0; i < 4; ++i)
        hash.bytes[16 + i] = static_cast<uint8_t>(number >> 8 * i);
    return hash;
}

inline IpAddress address(const std::string& text) {
    return IpAddress::parse(text).value();
}

// 198.18.0.0 and on.
inline PeerEndpoint ipv4_peer(uint32_t number, uint16_t port = 6'881) {
    return {IpAddress::from_ipv4(0xc6120000 + number), port};
}

// One of 2001:db8::/32, each in a /64 of its own.
inline PeerEndpoint ipv6_peer(uint32_t number, uint16_t port = 6'881) {
    IpAddress made = address("2001:db8::1");
    made.bytes[6] = static_cast<uint8_t>(number >> 8);
    made.bytes[7] = static_cast<uint8_t>(number);
    return {made, port};
}

}  // namespace sluice
