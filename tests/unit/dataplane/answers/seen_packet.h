// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "dataplane/answers/ip_checksums.h"
#include "dataplane/flow.h"
#include "dataplane/packet.h"
#include "dataplane/parser.h"

namespace sluice::test {

// A frame as the stages have it once it is parsed.
class SeenPacket {
 public:
    explicit SeenPacket(std::vector<uint8_t> frame, uint64_t cut_off = 0)
        : frame_(std::move(frame)) {
        packet.data = frame_.data();
        packet.wire_length = static_cast<uint32_t>(frame_.size());
        packet.length = packet.wire_length - static_cast<uint32_t>(cut_off);
        parse_packet(Bytes(frame_.data(), packet.length), packet.wire_length, TunnelView::inner,
                     packet.parsed);
    }
    SeenPacket(const SeenPacket&) = delete;
    SeenPacket& operator=(const SeenPacket&) = delete;

    Bytes bytes() const { return frame_; }
    Bytes from_ip() const { return Bytes(frame_).subspan(packet.parsed.ip_offset); }
    const uint8_t* ip() const { return packet.data + packet.parsed.ip_offset; }
    const uint8_t* transport() const { return packet.data + packet.parsed.transport_offset; }
    uint8_t ttl() const { return ip()[0] >> 4 == 4 ? ip()[8] : ip()[7]; }

    // Of the innermost packet: IPv4's header, and what it carries.
    bool checksums_are_right() const {
        const bool ipv4 = ip()[0] >> 4 == 4;
        if (ipv4 && internet_checksum(Bytes(ip(), 20)) != 0)
            return false;
        const Bytes carried(transport(), packet.parsed.ip_bytes - (ipv4 ? 20u : 40u));
        if (packet.parsed.protocol == 1)
            return internet_checksum(carried) == 0;
        return transport_checksum(ip(), packet.parsed.protocol, carried) == 0;
    }

    Packet packet;

 private:
    std::vector<uint8_t> frame_;
};

}  // namespace sluice::test
