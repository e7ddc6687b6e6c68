// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/dataplane/frame_builder.h"

namespace sluice::test {

// BEP 3: length, protocol string, reserved bytes, info-hash, peer id.
inline std::string handshake() {
    return "\x13"
           "BitTorrent protocol" +
           std::string(8, '\0') + std::string(20, 'h') + "-XX0000-" + std::string(12, 'p');
}

// The frames of a TCP or UDP conversation, sequence numbers included. The subscriber's end first.
class Conversation {
 public:
    Conversation(std::string subscriber, uint16_t subscriber_port, std::string remote,
                 uint16_t remote_port)
        : subscriber_(std::move(subscriber)),
          remote_(std::move(remote)),
          subscriber_port_(subscriber_port),
          remote_port_(remote_port) {}

    // What every frame begins with; Ethernet alone unless told.
    Conversation& inside(const Frame& around) {
        around_ = around;
        return *this;
    }
    Conversation& traffic_class(uint8_t value) {
        traffic_class_ = value;
        return *this;
    }

    std::vector<uint8_t> up(std::string_view payload = {}, uint8_t flags = tcp_flag::kAck) {
        return tcp(true, payload, flags);
    }
    std::vector<uint8_t> down(std::string_view payload = {}, uint8_t flags = tcp_flag::kAck) {
        return tcp(false, payload, flags);
    }
    std::vector<uint8_t> syn() { return up({}, tcp_flag::kSyn); }
    std::vector<uint8_t> syn_ack() { return down({}, tcp_flag::kSyn | tcp_flag::kAck); }

    std::vector<uint8_t> udp_up(std::string_view payload) const { return udp(true, payload); }
    std::vector<uint8_t> udp_down(std::string_view payload) const { return udp(false, payload); }
    // The first piece has the ports; IP payload of 16 bytes, 8 in each.
    std::vector<uint8_t> first_fragment(uint32_t id) const {
        return ip(true).fragment(id, 0, true).udp(subscriber_port_, remote_port_).bytes();
    }
    std::vector<uint8_t> last_fragment(uint32_t id) const {
        Frame frame = ip(true);
        return frame.fragment(id, 8, false).protocol(17).payload(8, 'f').bytes();
    }

    // From here on as a new connection between the same ends.
    void begin_anew() { sequence_[0] = sequence_[1] = 90'000; }

 private:
    Frame ip(bool up) const {
        const std::string& from = up ? subscriber_ : remote_;
        const std::string& to = up ? remote_ : subscriber_;
        Frame frame = around_;
        if (from.find(':') == std::string::npos)
            frame.ipv4(from, to);
        else
            frame.ipv6(from, to);
        return frame.traffic_class(traffic_class_);
    }
    std::vector<uint8_t> tcp(bool up, std::string_view payload, uint8_t flags) {
        uint32_t& sequence = sequence_[up ? 0 : 1];
        Frame frame = ip(up);
        frame.tcp(up ? subscriber_port_ : remote_port_, up ? remote_port_ : subscriber_port_,
                  sequence, flags);
        const bool counts = (flags & (tcp_flag::kSyn | tcp_flag::kFin)) != 0;
        sequence += static_cast<uint32_t>(payload.size()) + (counts ? 1 : 0);
        return frame.payload(payload).bytes();
    }
    std::vector<uint8_t> udp(bool up, std::string_view payload) const {
        Frame frame = ip(up);
        return frame.udp(up ? subscriber_port_ : remote_port_, up ? remote_port_ : subscriber_port_)
            .payload(payload)
            .bytes();
    }

    std::string subscriber_;
    std::string remote_;
    uint16_t subscriber_port_;
    uint16_t remote_port_;
    Frame around_ = Frame().ethernet();
    uint8_t traffic_class_ = 0;
    uint32_t sequence_[2] = {1'000, 50'000};
};

}  // namespace sluice::test
