// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/answer_packet.h"

#include <algorithm>
#include <cstring>

#include "dataplane/answers/big_endian.h"

namespace sluice {
namespace {

// From one end to the other, or the other way round.
void copy_pair(uint8_t* out, const uint8_t* pair, size_t each, Way way) {
    const bool back = way == Way::back;
    std::memcpy(out, pair + (back ? each : 0), each);
    std::memcpy(out + each, pair + (back ? 0 : each), each);
}

}  // namespace

AnsweredPacket::AnsweredPacket(const Packet& packet)
    : ip(packet.data + packet.parsed.ip_offset),
      transport(packet.data + packet.parsed.transport_offset),
      in_hand(std::min(packet.length - packet.parsed.ip_offset, packet.parsed.ip_bytes)) {}

void write_ip_header(uint8_t* out, const AnsweredPacket& answered, Way way, uint8_t protocol,
                     size_t payload_bytes, uint8_t ttl) {
    std::memset(out, 0, answered.header_bytes());
    if (answered.is_ipv4()) {
        constexpr uint16_t kDontFragment = 0x4000;
        out[0] = 0x45;
        out[1] = answered.ip[1] & 0xfc;
        put_be16(out + 2, static_cast<uint16_t>(20 + payload_bytes));
        put_be16(out + 6, kDontFragment);
        out[8] = ttl;
        out[9] = protocol;
        copy_pair(out + 12, answered.ip + 12, 4, way);
        return;
    }
    put_be16(out, static_cast<uint16_t>(0x6000 | (get_be16(answered.ip) & 0x0fc0)));
    put_be16(out + 4, static_cast<uint16_t>(payload_bytes));
    out[6] = protocol;
    out[7] = ttl;
    copy_pair(out + 8, answered.ip + 8, 16, way);
}

void write_ports(uint8_t* out, const AnsweredPacket& answered, Way way) {
    copy_pair(out, answered.transport, 2, way);
}

}  // namespace sluice
