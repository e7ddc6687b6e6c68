// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "dataplane/packet.h"
#include "dataplane/parser.h"

// The parser's own parts, one file each. Every layer is read by a function that takes where it
// starts and where it ends, and says what stopped it; the last IP header read is in the result.
namespace sluice::layers {

// The rest of a layer, moved on as it is read. Offsets count from the first byte of the frame.
// Passed by reference: copies cost more than all the reading.
struct Cursor {
    const uint8_t* frame;
    uint32_t at;        // the next byte to be read
    uint32_t end;       // of the bytes in hand: never beyond wire_end
    uint32_t wire_end;  // of the layer, as the headers around it and the wire say

    bool holds(uint32_t count) const { return count <= end - at; }
    uint32_t wire_left() const { return wire_end - at; }

    // Only of bytes that it holds.
    const uint8_t* here() const { return frame + at; }
    uint8_t u8(uint32_t offset = 0) const { return frame[at + offset]; }
    uint16_t be16(uint32_t offset = 0) const {
        uint16_t value;
        std::memcpy(&value, frame + at + offset, sizeof value);
        return static_cast<uint16_t>(__builtin_bswap16(value));
    }
    uint32_t be32(uint32_t offset = 0) const {
        uint32_t value;
        std::memcpy(&value, frame + at + offset, sizeof value);
        return __builtin_bswap32(value);
    }
    void skip(uint32_t count) { at += count; }

    // The layer ends count bytes on, at most wire_left().
    void limit(uint32_t count) {
        wire_end = at + count;
        end = std::min(end, wire_end);
    }

    // Why a header of count bytes cannot be read: cut off, or promised by a length that lies.
    Oddity lacks(uint32_t count) const {
        return count > wire_left() ? Oddity::malformed : Oddity::truncated;
    }
};

// How the layer was reached.
struct Nesting {
    TunnelView view = TunnelView::inner;
    uint8_t tunnels = 0;  // IP headers around this one
    // Nothing but its own form says that IP comes next: then it must be without fault.
    bool guessed = false;
};

inline constexpr uint8_t kMaxTunnels = 4;
inline constexpr int kMaxTags = 16;  // VLAN tags, and as many MPLS labels
inline constexpr int kMaxExtensionHeaders = 8;

inline constexpr uint16_t kEtherTypeIpv4 = 0x0800;
inline constexpr uint16_t kEtherTypeTransparentBridging = 0x6558;
inline constexpr uint16_t kEtherTypeVlan = 0x8100;
inline constexpr uint16_t kEtherTypeIpv6 = 0x86dd;
inline constexpr uint16_t kEtherTypeMplsUnicast = 0x8847;
inline constexpr uint16_t kEtherTypeMplsMulticast = 0x8848;
inline constexpr uint16_t kEtherTypePppoeSession = 0x8864;
inline constexpr uint16_t kEtherTypeServiceVlan = 0x88a8;
inline constexpr uint16_t kEtherTypeOldQinq = 0x9100;

enum Protocol : uint8_t {
    kHopByHop = 0,
    kIpv4 = 4,
    kTcp = 6,
    kUdp = 17,
    kIpv6 = 41,
    kRouting = 43,
    kFragment = 44,
    kGre = 47,
    kAuthentication = 51,
    kNoNextHeader = 59,
    kDestinationOptions = 60,
};

// parse_link.cc
Oddity parse_ethernet(Cursor& in, Nesting nesting, ParsedPacket& out);
Oddity parse_ethertype(uint16_t ethertype, Cursor& in, Nesting nesting, ParsedPacket& out);
Oddity parse_ppp(Cursor& in, Nesting nesting, ParsedPacket& out);

// parse_ip.cc
Oddity parse_ip(Cursor& in, Nesting nesting, ParsedPacket& out);
Oddity parse_ipv4(Cursor& in, Nesting nesting, ParsedPacket& out);
Oddity parse_ipv6(Cursor& in, Nesting nesting, ParsedPacket& out);

// parse_transport.cc: what is in the IP packet, after extension headers.
Oddity parse_transport(Cursor& in, uint8_t protocol, Nesting nesting, ParsedPacket& out);

// parse_tunnel.cc: true if out is now about the packet inside; else it is as it was.
bool parse_udp_tunnel(Cursor& payload, Nesting nesting, ParsedPacket& out);
// The same for the IP protocols that carry IP; oddity tells why the inner packet was not taken.
bool parse_ip_tunnel(Cursor& payload, Nesting nesting, ParsedPacket& out, Oddity& oddity);

}  // namespace sluice::layers
