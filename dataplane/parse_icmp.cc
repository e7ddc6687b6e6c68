// SPDX-License-Identifier: Apache-2.0
#include "dataplane/layers.h"

namespace sluice::layers {
namespace {

// RFC 792, RFC 950: queries and their answers, which carry an identifier.
bool is_query(uint8_t type) {
    return type == 0 || type == 8 || (type >= 13 && type <= 18);
}

// RFC 792: messages about a packet, of which they carry the beginning.
bool is_error(uint8_t type) {
    return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

// The packet that an error is about went the other way: its source is who the error is for.
void read_ports_of_subject(Cursor in, ParsedPacket& out) {
    constexpr uint32_t kShortestHeader = 20;
    constexpr uint32_t kPorts = 4;
    constexpr uint16_t kFragmentOffset = 0x1fff;
    if (!in.holds(kShortestHeader))
        return;
    const uint32_t header = (in.u8() & 15) * 4u;
    const uint8_t protocol = in.u8(9);
    if (in.u8() >> 4 != 4 || header < kShortestHeader || !in.holds(header + kPorts) ||
        (in.be16(6) & kFragmentOffset) != 0 || in.be32(12) != out.destination.ipv4())
        return;
    in.skip(header);
    if (protocol == kTcp || protocol == kUdp) {
        out.destination_port = in.be16(0);
        out.source_port = in.be16(2);
    } else if (protocol == kIcmp && is_query(in.u8()) && in.holds(6)) {
        out.destination_port = out.source_port = in.be16(4);
    }
}

}  // namespace

// ICMP has no ports of its own, but who shares an address is told apart by an identifier as by a
// port (RFC 7597, section 8.2), and an error is for who sent its subject.
void parse_icmp(Cursor in, ParsedPacket& out) {
    constexpr uint32_t kHeader = 8;
    if (!in.holds(kHeader) || !out.destination.is_ipv4())
        return;
    const uint8_t type = in.u8();
    if (is_query(type)) {
        out.source_port = out.destination_port = in.be16(4);
    } else if (is_error(type)) {
        in.skip(kHeader);
        read_ports_of_subject(in, out);
    }
}

}  // namespace sluice::layers
