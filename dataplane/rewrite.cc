// SPDX-License-Identifier: Apache-2.0
#include "dataplane/rewrite.h"

#include "dataplane/checksum.h"
#include "dataplane/leaving_dscp.h"

namespace sluice {
namespace {

uint16_t be16(const uint8_t* bytes) {
    return static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
}

void set_be16(uint8_t* bytes, uint16_t value) {
    bytes[0] = static_cast<uint8_t>(value >> 8);
    bytes[1] = static_cast<uint8_t>(value);
}

// RFC 2474: the upper six bits of the type-of-service octet; RFC 3168 has the lower two.
void set_ipv4_dscp(uint8_t* header, uint8_t dscp) {
    const uint16_t old_word = be16(header);
    const auto new_word = static_cast<uint16_t>((old_word & 0xff03) | dscp << 2);
    set_be16(header, new_word);
    set_be16(header + 10, update_checksum(be16(header + 10), old_word, new_word));
}

// RFC 8200, section 3: version (4 bits), traffic class (8), flow label.
void set_ipv6_dscp(uint8_t* header, uint8_t dscp) {
    set_be16(header, static_cast<uint16_t>((be16(header) & 0xf03f) | dscp << 6));
}

// False if there is no such header in hand.
bool set_dscp_at(Packet& packet, uint32_t offset, uint8_t dscp) {
    constexpr uint32_t kShortestHeader = 20;
    if (packet.length < offset + kShortestHeader)
        return false;
    uint8_t* header = packet.data + offset;
    switch (header[0] >> 4) {
        case 4:
            set_ipv4_dscp(header, dscp & 0x3f);
            return true;
        case 6:
            set_ipv6_dscp(header, dscp & 0x3f);
            return true;
        default:
            return false;
    }
}

}  // namespace

void set_congestion_experienced(uint8_t* header) {
    if (header[0] >> 4 == 6) {
        header[1] |= 0x30;
        return;
    }
    const uint16_t old_word = be16(header);
    const auto new_word = static_cast<uint16_t>(old_word | 0x0003);
    set_be16(header, new_word);
    set_be16(header + 10, update_checksum(be16(header + 10), old_word, new_word));
}

bool set_dscp(Packet& packet, uint8_t dscp) {
    return packet.parsed.has_flow && set_dscp_at(packet, packet.parsed.outer_ip_offset, dscp);
}

bool set_inner_dscp(Packet& packet, uint8_t dscp) {
    return packet.parsed.has_flow && set_dscp_at(packet, packet.parsed.ip_offset, dscp);
}

// What only may be IP, behind an MPLS label, is not touched.
void map_dscp(Packet& packet, const TrustMap& trust) {
    if (!packet.parsed.has_flow && packet.parsed.oddity != Oddity::no_subscriber)
        return;
    const uint8_t came_as = leaving_dscp(packet);
    const uint8_t leaves_as = trust.leaves_as(came_as);
    if (leaves_as != came_as)
        set_dscp_at(packet, packet.parsed.outer_ip_offset, leaves_as);
}

}  // namespace sluice
