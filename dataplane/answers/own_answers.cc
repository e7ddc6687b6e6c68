// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/own_answers.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "dataplane/answers/big_endian.h"
#include "dataplane/answers/refusal.h"
#include "dataplane/answers/utp_reset.h"

namespace sluice {
namespace {

constexpr uint32_t kUdpHeader = 8;

bool is_ipv4(const uint8_t* ip) {
    return ip[0] >> 4 == 4;
}

uint8_t protocol_of(const uint8_t* ip) {
    return is_ipv4(ip) ? ip[9] : ip[6];
}

// Eight bytes at a time, the last ones filled up with zero.
uint64_t hash(Bytes bytes, uint64_t so_far) {
    for (size_t at = 0; at < bytes.size(); at += 8) {
        uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, std::min<size_t>(8, bytes.size() - at));
        so_far = flow_key_hash::fold(so_far ^ word, flow_key_hash::kPlace[0] ^ bytes.size());
    }
    return so_far;
}

struct Mark {
    uint16_t outside = 0;  // in the IP header
    uint16_t inside = 0;   // in what it carries
};

// Of what an answer of that protocol says.
Mark mark_of(const uint8_t* ip, const uint8_t* transport, uint64_t key) {
    uint64_t sum = hash(is_ipv4(ip) ? Bytes(ip + 12, 8) : Bytes(ip + 8, 32), key);
    switch (protocol_of(ip)) {
        case IPPROTO_TCP:  // ports and numbers
            sum = hash(Bytes(transport, 12), sum);
            break;
        case IPPROTO_UDP:  // ports; uTP's type, connection and numbers
            sum = hash(Bytes(transport, 4), sum);
            sum = hash(Bytes(transport + kUdpHeader, 4), sum);
            sum = hash(Bytes(transport + kUdpHeader + 16, 4), sum);
            break;
        default:  // the header that a refusal is about
            sum = hash(Bytes(transport + kRefusalHeader, 20), sum);
            break;
    }
    sum = flow_key_hash::fold(sum, flow_key_hash::kPlace[1] ^ key);
    return {.outside = static_cast<uint16_t>(sum), .inside = static_cast<uint16_t>(sum >> 16)};
}

size_t outside_at(const uint8_t* ip) {
    return is_ipv4(ip) ? 4 : 2;
}

// Null: there is no place.
const uint8_t* inside_of(const uint8_t* ip, const uint8_t* transport) {
    switch (protocol_of(ip)) {
        case IPPROTO_TCP:
            return transport + 14;
        case IPPROTO_UDP:
            return transport + kUdpHeader + 10;
        default:
            return nullptr;
    }
}

// Of the kinds that the box sends, and so much of it in hand as is looked at.
bool may_be_answer(const Packet& packet) {
    constexpr uint32_t kTcpHeader = 20;
    const ParsedPacket& parsed = packet.parsed;
    if (!parsed.has_flow || parsed.transport_offset == 0 || parsed.is_fragment)
        return false;
    const uint8_t* const ip = packet.data + parsed.ip_offset;
    const uint32_t header = is_ipv4(ip) ? 20 : 40;
    if (parsed.transport_offset != parsed.ip_offset + header || protocol_of(ip) != parsed.protocol)
        return false;
    const uint32_t in_hand = packet.length - parsed.transport_offset;
    const uint8_t* const transport = packet.data + parsed.transport_offset;
    switch (parsed.protocol) {
        case IPPROTO_TCP:
            return (parsed.tcp_flags & TH_RST) != 0 && parsed.payload_wire_length == 0 &&
                   in_hand >= kTcpHeader;
        case IPPROTO_UDP:
            return parsed.payload_length == kUtpReset && is_utp_reset(packet.payload());
        default:
            return is_refusal(parsed.protocol, Bytes(transport, in_hand));
    }
}

}  // namespace

void mark_answer(uint8_t* ip, const uint8_t* transport, uint64_t key) {
    const Mark mark = mark_of(ip, transport, key);
    put_be16(ip + outside_at(ip), mark.outside);
    if (const uint8_t* const inside = inside_of(ip, transport))
        put_be16(ip + (inside - ip), mark.inside);
}

bool is_own_answer(const Packet& packet, uint64_t key) {
    if (!may_be_answer(packet))
        return false;
    const uint8_t* const ip = packet.data + packet.parsed.ip_offset;
    const uint8_t* const transport = packet.data + packet.parsed.transport_offset;
    const Mark mark = mark_of(ip, transport, key);
    const uint8_t* const inside = inside_of(ip, transport);
    return get_be16(ip + outside_at(ip)) == mark.outside &&
           (inside == nullptr || get_be16(inside) == mark.inside);
}

}  // namespace sluice
