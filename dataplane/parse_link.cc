// SPDX-License-Identifier: Apache-2.0
#include "dataplane/layers.h"

namespace sluice::layers {
namespace {

// RFC 3032. The label stack does not say what it carries: IP if the first nibble does. A
// pseudowire starts with a zero nibble (RFC 4385), or cannot be told apart from IP (RFC 4928):
// what is taken for IP must be without fault.
Oddity parse_mpls(Cursor in, Nesting nesting, ParsedPacket& out) {
    constexpr uint32_t kEntry = 4;
    for (int labels = 0; labels < kMaxTags; ++labels) {
        if (!in.holds(kEntry))
            return in.lacks(kEntry);
        const bool bottom_of_stack = (in.u8(2) & 0x01) != 0;
        in.skip(kEntry);
        if (!bottom_of_stack)
            continue;
        nesting.guessed = true;
        const Oddity oddity = parse_ip(in, nesting, out);
        return oddity == Oddity::malformed && !out.has_flow ? Oddity::not_ip : oddity;
    }
    return Oddity::too_deep;
}

// RFC 2516, section 4: version and type 1, code 0 in a session, then the length of what follows.
Oddity parse_pppoe(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint32_t kHeader = 6;
    if (!in.holds(kHeader))
        return in.lacks(kHeader);
    const uint16_t length = in.be16(4);
    if (in.u8(0) != 0x11 || in.u8(1) != 0 || length > in.wire_left - kHeader)
        return Oddity::malformed;
    in.skip(kHeader);
    in.limit(length);
    return parse_ppp(in, nesting, out);
}

}  // namespace

Oddity parse_ethernet(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint32_t kHeader = 14;
    if (!in.holds(kHeader))
        return in.lacks(kHeader);
    const uint16_t ethertype = in.be16(12);
    in.skip(kHeader);
    if (ethertype == kEtherTypeIpv4) [[likely]]
        return parse_ipv4(in, nesting, out);
    return parse_ethertype(ethertype, in, nesting, out);
}

// An IEEE 802.3 length in place of the type (LLC: STP, IS-IS) is not IP either.
Oddity parse_ethertype(uint16_t ethertype, Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint32_t kTag = 4;
    for (int tags = 0; is_vlan(ethertype); ++tags) {
        if (tags == kMaxTags)
            return Oddity::too_deep;
        if (!in.holds(kTag))
            return in.lacks(kTag);
        ethertype = in.be16(2);
        in.skip(kTag);
    }
    switch (ethertype) {
        case kEtherTypeIpv4:
            return parse_ipv4(in, nesting, out);
        case kEtherTypeIpv6:
            return parse_ipv6(in, nesting, out);
        case kEtherTypePppoeSession:
            return parse_pppoe(in, nesting, out);
        case kEtherTypeMplsUnicast:
        case kEtherTypeMplsMulticast:
            return parse_mpls(in, nesting, out);
        default:
            return Oddity::not_ip;
    }
}

// RFC 1661 and RFC 1662: address and control fields may be left out, and so may the first byte of
// a protocol below 0x100, whose second byte is odd as no first byte is. Captures of serial lines
// may hold Cisco's HDLC instead (RFC 1547, section 4.3.1), told by its address byte.
Oddity parse_ppp(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    if (in.holds(4) && (in.be16() == 0x0f00 || in.be16() == 0x8f00)) {
        const uint16_t ethertype = in.be16(2);
        in.skip(4);
        return parse_ethertype(ethertype, in, nesting, out);
    }
    if (in.holds(2) && in.be16() == 0xff03)
        in.skip(2);
    if (!in.holds(1))
        return in.lacks(1);
    const bool compressed = (in.u8() & 0x01) != 0;
    if (!compressed && !in.holds(2))
        return in.lacks(2);
    const uint16_t protocol = compressed ? in.u8() : in.be16();
    in.skip(compressed ? 1 : 2);
    switch (protocol) {
        case 0x0021:
            return parse_ipv4(in, nesting, out);
        case 0x0057:
            return parse_ipv6(in, nesting, out);
        case 0x0281:
        case 0x0283:
            return parse_mpls(in, nesting, out);
        default:
            return Oddity::not_ip;
    }
}

}  // namespace sluice::layers
