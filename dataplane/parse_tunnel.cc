// SPDX-License-Identifier: Apache-2.0
#include "dataplane/layers.h"

// What is in a fragmented tunnel packet is not looked at: later fragments could not follow, and
// one sender's packets would be two flows.
namespace sluice::layers {
namespace {

using ParseInner = Oddity (*)(Cursor, const Nesting&, ParsedPacket&);

// Reads the packet inside and, if it is IP that one can make a flow of, makes it the result.
bool descend(ParseInner parse, Cursor in, Nesting nesting, ParsedPacket& out, Oddity& oddity) {
    if (nesting.tunnels == kMaxTunnels) {
        oddity = Oddity::too_deep;
        return false;
    }
    ++nesting.tunnels;
    ParsedPacket inner;
    inner.outer_ip_offset = out.outer_ip_offset;
    oddity = parse(in, nesting, inner);
    const bool sound = inner.has_flow && !(nesting.guessed && oddity == Oddity::malformed);
    if (!sound) {
        if (oddity == Oddity::not_ip)
            oddity = Oddity::none;  // ARP in a bridged tunnel: the packet itself is IP
        return false;
    }
    out = inner;
    out.oddity = oddity;
    return true;
}

bool not_followed(const Nesting& nesting, const ParsedPacket& out) {
    return nesting.view == TunnelView::outer || out.is_fragment;
}

// RFC 2784 and RFC 2890. RFC 1701's source routes, and version 1 (PPTP), are not followed.
bool parse_gre(Cursor in, const Nesting& nesting, ParsedPacket& out, Oddity& oddity) {
    constexpr uint16_t kChecksum = 0x8000, kKey = 0x2000, kSequence = 0x1000;
    constexpr uint16_t kRoutingOrVersion = 0x4007;
    if (!in.holds(4)) {
        oddity = in.lacks(4);
        return false;
    }
    const uint16_t flags = in.be16(0);
    const uint16_t ethertype = in.be16(2);
    if ((flags & kRoutingOrVersion) != 0)
        return false;
    const uint32_t header = 4 + ((flags & kChecksum) != 0 ? 4 : 0) + ((flags & kKey) != 0 ? 4 : 0) +
                            ((flags & kSequence) != 0 ? 4 : 0);
    if (!in.holds(header)) {
        oddity = in.lacks(header);
        return false;
    }
    in.skip(header);
    switch (ethertype) {
        case kEtherTypeIpv4:
            return descend(parse_ipv4, in, nesting, out, oddity);
        case kEtherTypeIpv6:
            return descend(parse_ipv6, in, nesting, out, oddity);
        case kEtherTypeTransparentBridging:
            return descend(parse_ethernet, in, nesting, out, oddity);
        case kEtherTypeMplsUnicast:
            return descend(
                [](Cursor inner, const Nesting& inner_nesting, ParsedPacket& result) {
                    return parse_ethertype(kEtherTypeMplsUnicast, inner, inner_nesting, result);
                },
                in, nesting, out, oddity);
        default:
            return false;
    }
}

// 3GPP TS 29.281, section 5: a G-PDU, its optional fields, its chain of extension headers.
bool parse_gtp_u(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint8_t kVersion1 = 0x30, kVersionMask = 0xf0, kAnyOptional = 0x07, kExtension = 0x04;
    constexpr uint8_t kGpdu = 0xff;
    if (!in.holds(8))
        return false;
    const uint8_t flags = in.u8(0);
    const uint16_t length = in.be16(2);
    if ((flags & kVersionMask) != kVersion1 || in.u8(1) != kGpdu || length > in.wire_left - 8)
        return false;
    in.skip(8);
    in.limit(length);
    if ((flags & kAnyOptional) != 0) {
        if (!in.holds(4))
            return false;
        uint8_t next = (flags & kExtension) != 0 ? in.u8(3) : 0;
        in.skip(4);
        for (int headers = 0; next != 0; ++headers) {
            if (headers == kMaxExtensionHeaders || !in.holds(1))
                return false;
            const uint32_t extension = in.u8() * 4u;
            if (extension == 0 || !in.holds(extension))
                return false;
            next = in.u8(extension - 1);
            in.skip(extension);
        }
    }
    Oddity oddity = Oddity::none;
    return descend(parse_ip, in, nesting, out, oddity);
}

// RFC 2661, section 3.1: a data message, whose length, sequence and offset fields are optional.
bool parse_l2tp(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint16_t kControl = 0x8000, kLength = 0x4000, kSequence = 0x0800, kOffset = 0x0200;
    constexpr uint16_t kReserved = 0x34f0, kVersionMask = 0x000f;
    if (!in.holds(2))
        return false;
    const uint16_t flags = in.be16(0);
    if ((flags & kControl) != 0 || (flags & kReserved) != 0 || (flags & kVersionMask) != 2)
        return false;
    uint32_t header = 6;
    if ((flags & kLength) != 0) {
        header += 2;
        if (!in.holds(4) || in.be16(2) > in.wire_left || in.be16(2) < header)
            return false;
        in.limit(in.be16(2));
    }
    if ((flags & kSequence) != 0)
        header += 4;
    if ((flags & kOffset) != 0) {
        header += 2;
        if (!in.holds(header))
            return false;
        header += in.be16(header - 2);
    }
    if (!in.holds(header))
        return false;
    in.skip(header);
    Oddity oddity = Oddity::none;
    return descend(parse_ppp, in, nesting, out, oddity);
}

// RFC 7348, section 5: the I flag alone, reserved fields zero.
bool parse_vxlan(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    if (!in.holds(8) || in.be32(0) != 0x08000000 || in.u8(7) != 0)
        return false;
    in.skip(8);
    Oddity oddity = Oddity::none;
    return descend(parse_ethernet, in, nesting, out, oddity);
}

}  // namespace

bool parse_udp_tunnel(Cursor payload, Nesting nesting, ParsedPacket& out) {
    if (not_followed(nesting, out))
        return false;
    nesting.guessed = true;
    switch (out.destination_port) {
        case kGtpU:
            return parse_gtp_u(payload, nesting, out);
        case kVxlan:
            return parse_vxlan(payload, nesting, out);
        default:
            return parse_l2tp(payload, nesting, out);
    }
}

bool parse_ip_tunnel(Cursor payload, const Nesting& nesting, ParsedPacket& out, Oddity& oddity) {
    out.transport_offset = nesting.offset_of(payload);
    if (not_followed(nesting, out))
        return false;
    switch (out.protocol) {
        case kIpv4:
            return descend(parse_ipv4, payload, nesting, out, oddity);
        case kIpv6:
            return descend(parse_ipv6, payload, nesting, out, oddity);
        default:
            return parse_gre(payload, nesting, out, oddity);
    }
}

}  // namespace sluice::layers
