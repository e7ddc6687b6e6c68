// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include <emmintrin.h>

#include "dataplane/layers.h"

namespace sluice::layers {
namespace {

// RFC 4291, section 2.5.5.2, as IpAddress keeps it. In one store, because the flow's key is made
// of it soon after.
void set_ipv4(IpAddress& address, const uint8_t* four_bytes) {
    static_assert(std::endian::native == std::endian::little);
    uint32_t ipv4;
    std::memcpy(&ipv4, four_bytes, sizeof ipv4);
    const uint64_t low = uint64_t{ipv4} << 32 | 0xffff0000;
    _mm_storeu_si128(reinterpret_cast<__m128i*>(address.bytes.data()),
                     _mm_set_epi64x(static_cast<int64_t>(low), 0));
}

void place_ip_header(const Cursor& in, const Nesting& nesting, ParsedPacket& out) {
    out.ip_offset = nesting.offset_of(in);
    if (nesting.tunnels == 0)
        out.outer_ip_offset = out.ip_offset;
}

// The end of the layer as the header has it. A length beyond the wire's is a lie, and so is none
// at all (a host that captures what its NIC has yet to cut into segments writes that); but whose
// packet it is can still be told.
Oddity limit_to(uint32_t length, const Nesting& nesting, Cursor& in, ParsedPacket& out) {
    out.ip_bytes = length;
    if (length <= in.wire_left && length != 0) [[likely]] {
        in.limit(length);
        return Oddity::none;
    }
    out.ip_bytes = in.wire_left;
    out.has_flow = !nesting.guessed && nesting.tunnels == 0;
    return Oddity::malformed;
}

// A datagram's piece ends on a multiple of eight bytes, but for the last, and within the longest
// datagram there is (RFC 791, section 3.2; RFC 8200, section 4.5).
Oddity check_fragment(uint32_t length, ParsedPacket& out) {
    out.is_fragment = true;
    out.is_first_fragment = out.fragment_offset == 0;
    out.fragment_length = static_cast<uint16_t>(length);
    const bool sound = length != 0 && (!out.more_fragments || length % 8 == 0) &&
                       out.fragment_offset + length <= 0xffff;
    return sound ? Oddity::none : Oddity::malformed;
}

// RFC 8200, section 4.5. An atomic fragment (RFC 6946) is the whole datagram.
Oddity parse_fragment_header(Cursor& in, ParsedPacket& out) {
    out.fragment_offset = in.be16(2) & 0xfff8;
    out.more_fragments = (in.be16(2) & 0x0001) != 0;
    out.fragment_id = in.be32(4);
    in.skip(8);
    if (out.fragment_offset == 0 && !out.more_fragments)
        return Oddity::none;
    return check_fragment(in.wire_left, out);
}

// Follows extension headers to what they carry: IPv6's (RFC 8200, section 4), and AH (RFC 4302)
// in both families.
Oddity parse_upper(Cursor in, uint8_t protocol, const Nesting& nesting, ParsedPacket& out) {
    for (int headers = 0;; ++headers) {
        out.protocol = protocol;
        switch (protocol) {
            case kHopByHop:
            case kRouting:
            case kDestinationOptions:
            case kFragment:
            case kAuthentication:
                break;
            default:
                return parse_transport(in, protocol, nesting, out);
        }
        if (headers == kMaxExtensionHeaders)
            return Oddity::too_deep;
        if (!in.holds(8))
            return in.lacks(8);
        const uint8_t next = in.u8(0);
        if (protocol == kFragment) {
            if (out.is_fragment)
                return Oddity::malformed;
            const Oddity oddity = parse_fragment_header(in, out);
            if (oddity != Oddity::none)
                return oddity;
            if (out.fragment_offset != 0) {
                out.protocol = next;
                return Oddity::none;
            }
        } else {
            const uint32_t length =
                protocol == kAuthentication ? (in.u8(1) + 2u) * 4 : (in.u8(1) + 1u) * 8;
            if (!in.holds(length))
                return in.lacks(length);
            in.skip(length);
        }
        protocol = next;
    }
}

}  // namespace

Oddity parse_ip(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    if (!in.holds(1))
        return in.lacks(1);
    switch (in.u8() >> 4) {
        case 4:
            return parse_ipv4(in, nesting, out);
        case 6:
            return parse_ipv6(in, nesting, out);
        default:
            return Oddity::not_ip;
    }
}

Oddity parse_ipv4(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint32_t kShortest = 20;
    if (!in.holds(kShortest))
        return in.lacks(kShortest);
    const uint8_t* header = in.here;
    const uint32_t header_length = (header[0] & 0x0fu) * 4;
    const uint32_t total_length = in.be16(2);
    const uint16_t fragment = in.be16(6);
    if (header[0] >> 4 != 4 || header_length < kShortest ||
        (total_length < header_length && total_length != 0))
        return Oddity::malformed;

    set_ipv4(out.source, header + 12);
    set_ipv4(out.destination, header + 16);
    out.has_flow = true;
    out.protocol = header[9];
    place_ip_header(in, nesting, out);
    const Oddity lie = limit_to(total_length, nesting, in, out);
    if (lie != Oddity::none && !out.has_flow) [[unlikely]]
        return lie;
    if (!in.holds(header_length)) [[unlikely]]
        return in.lacks(header_length);

    if ((fragment & 0x3fff) != 0) [[unlikely]] {
        out.fragment_offset = static_cast<uint16_t>((fragment & 0x1fff) * 8);
        out.more_fragments = (fragment & 0x2000) != 0;
        out.fragment_id = in.be16(4);
        const Oddity oddity = check_fragment(in.wire_left - header_length, out);
        if (oddity != Oddity::none)
            return oddity;
        if (out.fragment_offset != 0)
            return lie;
    }
    in.skip(header_length);
    const Oddity oddity = header[9] == kAuthentication
                              ? parse_upper(in, kAuthentication, nesting, out)
                              : parse_transport(in, header[9], nesting, out);
    return lie != Oddity::none ? lie : oddity;
}

// A payload length of zero is a jumbogram's (RFC 2675), which no link here carries, unless there
// is indeed nothing in the packet.
Oddity parse_ipv6(Cursor in, const Nesting& nesting, ParsedPacket& out) {
    constexpr uint32_t kHeader = 40;
    if (!in.holds(kHeader))
        return in.lacks(kHeader);
    const uint32_t payload = in.be16(4);
    const uint8_t next = in.u8(6);
    if (in.u8() >> 4 != 6 || (payload == 0 && next != kNoNextHeader))
        return Oddity::malformed;

    std::memcpy(out.source.bytes.data(), in.here + 8, 16);
    std::memcpy(out.destination.bytes.data(), in.here + 24, 16);
    out.has_flow = true;
    place_ip_header(in, nesting, out);
    const Oddity lie = limit_to(kHeader + payload, nesting, in, out);
    if (lie != Oddity::none && !out.has_flow)
        return lie;
    in.skip(kHeader);
    const Oddity oddity = parse_upper(in, next, nesting, out);
    return lie != Oddity::none ? lie : oddity;
}

}  // namespace sluice::layers
