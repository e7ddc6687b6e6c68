// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "dataplane/packet.h"

namespace sluice {

// RFC 3168, section 5: the lower two bits of the type-of-service octet or traffic class.
enum class EcnCodepoint : uint8_t { not_ect, ect1, ect0, ce };

// header: of IPv4 or IPv6, two bytes of it in hand.
inline EcnCodepoint ecn_codepoint(const uint8_t* header) {
    const bool is_ipv4 = header[0] >> 4 == 4;
    return static_cast<EcnCodepoint>((is_ipv4 ? header[1] : header[1] >> 4) & 0x03);
}

// Of a packet that has a flow. CE on a tunnel's outer header is what the inner one gets where the
// tunnel ends (RFC 6040, section 4.2).
inline EcnCodepoint ecn_codepoint(const Packet& packet) {
    const ParsedPacket& parsed = packet.parsed;
    const EcnCodepoint outer = ecn_codepoint(packet.data + parsed.outer_ip_offset);
    return parsed.ip_offset == parsed.outer_ip_offset || outer == EcnCodepoint::ce
               ? outer
               : ecn_codepoint(packet.data + parsed.ip_offset);
}

// What a packet that passes says of congestion: the IP layer's codepoints and, in TCP, what is told
// on the way back (section 6.1): a receiver says ECE until the sender has said CWR.
enum class EcnSign : uint8_t { ect1, ect0, ce, ece, cwr };
inline constexpr size_t kEcnSignCount = 5;

// Bit n: the sign of that number. On a SYN the flags only agree on using them (section 6.1.1).
inline uint32_t ecn_signs(const Packet& packet) {
    constexpr uint32_t kSyn = 0x02, kEce = 0x40, kCwr = 0x80;
    const uint32_t flags = packet.parsed.tcp_flags;
    uint32_t signs = 1u << static_cast<uint32_t>(ecn_codepoint(packet)) >> 1;  // none of not-ECT
    if ((flags & kSyn) == 0)
        signs |= (flags & (kEce | kCwr)) >> 3;
    return signs;
}

}  // namespace sluice
