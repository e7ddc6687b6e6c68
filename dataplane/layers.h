// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "dataplane/packet.h"
#include "dataplane/parser.h"

// The parser's own parts, one file each. Every layer is read by a function that takes where it
// starts and where it ends, and says what stopped it; the last IP header read is in the result.
namespace sluice::layers {

// The rest of a layer, moved on as it is read. Small enough to be passed in two registers; in
// memory it would have to be read and written anew around everything that is stored of the packet.
struct Cursor {
    const uint8_t* here;  // the next byte to be read
    uint32_t in_hand;     // bytes that can be read: never more than wire_left
    uint32_t wire_left;   // of the layer, as the headers around it and the wire say

    bool holds(uint32_t count) const { return count <= in_hand; }

    // Only of bytes that it holds.
    uint8_t u8(uint32_t offset = 0) const { return here[offset]; }
    uint16_t be16(uint32_t offset = 0) const {
        uint16_t value;
        std::memcpy(&value, here + offset, sizeof value);
        return static_cast<uint16_t>(__builtin_bswap16(value));
    }
    uint32_t be32(uint32_t offset = 0) const {
        uint32_t value;
        std::memcpy(&value, here + offset, sizeof value);
        return __builtin_bswap32(value);
    }
    void skip(uint32_t count) {
        here += count;
        in_hand -= count;
        wire_left -= count;
    }

    // The layer ends count bytes on, at most wire_left.
    void limit(uint32_t count) {
        wire_left = count;
        in_hand = std::min(in_hand, count);
    }

    // Why a header of count bytes cannot be read: cut off, or promised by a length that lies.
    Oddity lacks(uint32_t count) const {
        return count > wire_left ? Oddity::malformed : Oddity::truncated;
    }
};
static_assert(sizeof(Cursor) == 16, "two registers");

// How the layer was reached.
struct Nesting {
    const uint8_t* frame;
    TunnelView view = TunnelView::inner;
    uint8_t tunnels = 0;  // IP headers around this one
    // Nothing but its own form says that IP comes next: then it must be without fault.
    bool guessed = false;

    // From the first byte of the frame.
    uint16_t offset_of(const Cursor& in) const { return static_cast<uint16_t>(in.here - frame); }
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

constexpr bool is_vlan(uint16_t ethertype) {
    return ethertype == kEtherTypeVlan || ethertype == kEtherTypeServiceVlan ||
           ethertype == kEtherTypeOldQinq;
}

enum Protocol : uint8_t {
    kHopByHop = 0,
    kIcmp = 1,
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
Oddity parse_ethernet(Cursor in, const Nesting& nesting, ParsedPacket& out);
Oddity parse_ethertype(uint16_t ethertype, Cursor in, const Nesting& nesting, ParsedPacket& out);
Oddity parse_ppp(Cursor in, const Nesting& nesting, ParsedPacket& out);

// parse_ip.cc
Oddity parse_ip(Cursor in, const Nesting& nesting, ParsedPacket& out);
Oddity parse_ipv4(Cursor in, const Nesting& nesting, ParsedPacket& out);
Oddity parse_ipv6(Cursor in, const Nesting& nesting, ParsedPacket& out);

// parse_transport.cc: what is in the IP packet, after extension headers.
Oddity parse_transport(Cursor in, uint8_t protocol, const Nesting& nesting, ParsedPacket& out);

// parse_icmp.cc: of ICMP over IPv4, what stands for ports; none if it is no such message or cut
// off.
void parse_icmp(Cursor in, ParsedPacket& out);

// A datagram's port is only a reason to look: what is inside must be IP without fault, else it is
// plain UDP.
inline constexpr uint16_t kL2tp = 1701, kGtpU = 2152, kVxlan = 4789;
inline bool has_tunnel_port(const ParsedPacket& datagram) {
    return datagram.destination_port == kGtpU || datagram.destination_port == kVxlan ||
           datagram.destination_port == kL2tp || datagram.source_port == kL2tp;
}

// RFC 2131, section 4.1, and RFC 8415, section 7.2: the server's and the client's.
inline bool is_dhcp_port(uint16_t port) {
    return static_cast<uint16_t>(port - 67) < 2 || static_cast<uint16_t>(port - 546) < 2;
}

// parse_tunnel.cc: true if out is now about the packet inside; else it is as it was.
bool parse_udp_tunnel(Cursor payload, Nesting nesting, ParsedPacket& out);
// The same for the IP protocols that carry IP; oddity tells why the inner packet was not taken.
bool parse_ip_tunnel(Cursor payload, const Nesting& nesting, ParsedPacket& out, Oddity& oddity);

}  // namespace sluice::layers
