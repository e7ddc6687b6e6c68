// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstddef>
#include <cstring>

#include "dataplane/layers.h"

namespace sluice::layers {
namespace {

void set_payload(const Cursor& payload, const Nesting& nesting, ParsedPacket& out) {
    out.payload_offset = nesting.offset_of(payload);
    out.payload_length = static_cast<uint16_t>(payload.in_hand);
    out.payload_wire_length = payload.wire_left;
}

// Both in one store, because the flow's key is made of both at once soon after.
void read_ports(const Cursor& in, const Nesting& nesting, ParsedPacket& out) {
    out.transport_offset = nesting.offset_of(in);
    const uint32_t ports = std::rotl(in.be32(), 16);
    std::memcpy(reinterpret_cast<char*>(&out) + offsetof(ParsedPacket, source_port), &ports,
                sizeof ports);
}

// RFC 9293, section 3.1. Port zero is reserved at both ends (RFC 6335, section 6).
Oddity parse_tcp(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint32_t kShortest = 20;
    constexpr uint32_t kPorts = 4;
    if (!in.holds(kShortest)) {
        if (in.holds(kPorts))
            read_ports(in, nesting, out);
        return in.lacks(kShortest);
    }
    const uint32_t header_length = (in.u8(12) >> 4) * 4u;
    const bool ports_given = in.be16(0) != 0 && in.be16(2) != 0;
    read_ports(in, nesting, out);
    out.tcp_sequence = in.be32(4);
    out.tcp_acknowledgement = in.be32(8);
    out.tcp_flags = in.u8(13);
    if (header_length < kShortest || header_length > in.wire_left) [[unlikely]]
        return Oddity::malformed;
    if (!in.holds(header_length)) [[unlikely]]
        return Oddity::truncated;
    in.skip(header_length);
    set_payload(in, nesting, out);
    return ports_given ? Oddity::none : Oddity::malformed;
}

// RFC 768. A first fragment's length is the whole datagram's. What is beyond the length is not
// payload (RFC 9868). The source port may be zero, the destination may not.
Oddity parse_udp(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint32_t kHeader = 8;
    constexpr uint32_t kPorts = 4;
    if (!in.holds(kHeader)) {
        if (in.holds(kPorts))
            read_ports(in, nesting, out);
        return in.lacks(kHeader);
    }
    read_ports(in, nesting, out);
    const uint32_t length = in.be16(4);
    if (length < kHeader || (length > in.wire_left && !out.is_fragment))
        return Oddity::malformed;
    in.limit(std::min(length, in.wire_left));
    in.skip(kHeader);
    set_payload(in, nesting, out);
    out.is_dhcp = is_dhcp_port(out.destination_port);
    if (has_tunnel_port(out) && parse_udp_tunnel(in, nesting, out)) [[unlikely]]
        return out.oddity;
    return out.destination_port == 0 ? Oddity::malformed : Oddity::none;
}

}  // namespace

Oddity parse_transport(Cursor in, uint8_t protocol, const Nesting& nesting, ParsedPacket& out) {
    switch (protocol) {
        case kTcp:
            return parse_tcp(in, nesting, out);
        case kUdp:
            return parse_udp(in, nesting, out);
        case kIpv4:
        case kIpv6:
        case kGre: {
            Oddity oddity = Oddity::none;
            return parse_ip_tunnel(in, nesting, out, oddity) ? out.oddity : oddity;
        }
        case kIcmp:
            parse_icmp(in, out);
            [[fallthrough]];
        default:
            if (in.holds(1))
                out.transport_offset = nesting.offset_of(in);
            return Oddity::none;
    }
}

}  // namespace sluice::layers
