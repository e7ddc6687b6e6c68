// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "dataplane/answers/big_endian.h"
#include "dataplane/checksum.h"

namespace sluice {

// Of a header that is whole and in hand, with what is behind it as its lengths say.
inline void set_ipv4_checksum(uint8_t* header) {
    put_be16(header + 10, 0);
    put_be16(header + 10, internet_checksum(Bytes(header, (header[0] & 0x0fu) * 4)));
}

// RFC 9293, section 3.1, RFC 8200, section 8.1: over a pseudo-header of the IP header's addresses,
// too. The segment's own checksum field is zero.
inline uint16_t transport_checksum(const uint8_t* ip, uint8_t protocol, Bytes segment) {
    const bool ipv4 = ip[0] >> 4 == 4;
    const Bytes addresses(ip + (ipv4 ? 12 : 8), ipv4 ? 8 : 32);
    const auto length = static_cast<uint32_t>(segment.size());
    const auto sum = static_cast<uint16_t>(~internet_checksum(addresses, protocol + length));
    return internet_checksum(segment, sum);
}

inline void set_udp_checksum(const uint8_t* ip, uint8_t* udp, size_t length) {
    constexpr uint8_t kUdp = 17;
    put_be16(udp + 6, 0);
    const uint16_t checksum = transport_checksum(ip, kUdp, Bytes(udp, length));
    put_be16(udp + 6, checksum == 0 ? 0xffff : checksum);
}

}  // namespace sluice
