// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dataplane/answers/envelope.h"
#include "dataplane/packet.h"

namespace sluice {

// The IP packet that is answered: its headers are whole and in hand. Its own addresses, which
// inside a tunnel need not be those of its flow.
struct AnsweredPacket {
    const uint8_t* ip;
    const uint8_t* transport;
    uint32_t in_hand;  // bytes from ip on, at most as many as its header says

    explicit AnsweredPacket(const Packet& packet);
    bool is_ipv4() const { return ip[0] >> 4 == 4; }
    size_t header_bytes() const { return is_ipv4() ? 20 : 40; }  // of an answer
    uint8_t ttl() const { return is_ipv4() ? ip[8] : ip[7]; }
};

// Writes an IP header without options, from one end to the other as the way says: of the answered
// packet's family, DSCP and addresses, no ECN. Its checksum and its mark are left zero. There is
// room for it.
void write_ip_header(uint8_t* out, const AnsweredPacket& answered, Way way, uint8_t protocol,
                     size_t payload_bytes, uint8_t ttl);

// Writes the ports, as the way says.
void write_ports(uint8_t* out, const AnsweredPacket& answered, Way way);

}  // namespace sluice
