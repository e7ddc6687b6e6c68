// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <netinet/in.h>

#include "tests/packet/traffic.h"
#include "tests/packet/virtual_box.h"
#include "tests/unit/dataplane/frame_builder.h"

namespace sluice::test {

// The last packet of a path that ends before the receiver (RFC 791, time to live).
inline FrameBytes short_lived(FrameBytes frame) {
    frame[14 + 8] = 1;
    return frame;
}

// What the receiver throws away: the TCP checksum is wrong.
inline FrameBytes spoiled(FrameBytes frame) {
    frame[14 + 20 + 16] ^= 0x55;
    return frame;
}

// One TCP connection through a box, segment by segment. Positions count from a stream's first byte,
// and both streams' sequence numbers wrap soon.
class Segments {
 public:
    explicit Segments(VirtualBox& wire, uint16_t subscriber_port = 40'000,
                      std::string subscriber = "198.18.0.1", std::string remote = "198.18.1.1")
        : wire_(wire),
          subscriber_(std::move(subscriber)),
          remote_(std::move(remote)),
          subscriber_port_(subscriber_port) {}

    Segments& opens() {
        up(-1, {}, tcp_flag::kSyn);
        down(-1, {}, tcp_flag::kSyn | tcp_flag::kAck);
        return *this;
    }
    bool up(int64_t position, std::string_view payload, uint8_t flags = tcp_flag::kAck) {
        return wire_.up(frame(Direction::up, position, payload, flags)).has_value();
    }
    bool down(int64_t position, std::string_view payload, uint8_t flags = tcp_flag::kAck) {
        return wire_.down(frame(Direction::down, position, payload, flags)).has_value();
    }
    FrameBytes frame(Direction direction, int64_t position, std::string_view payload,
                     uint8_t flags = tcp_flag::kAck) const {
        const bool up = direction == Direction::up;
        return Frame()
            .ethernet()
            .ipv4(up ? subscriber_ : remote_, up ? remote_ : subscriber_)
            .tcp(up ? subscriber_port_ : kRemotePort, up ? kRemotePort : subscriber_port_,
                 sequence(direction, position), flags)
            .payload(payload)
            .bytes();
    }
    static uint32_t sequence(Direction direction, int64_t position) {
        const uint32_t start = direction == Direction::up ? 0xffffffe0u : 0xfffffff8u;
        return start + static_cast<uint32_t>(position);
    }

    const FlowInspection& inspection() const { return flow().inspection; }
    Label label() const { return inspection().verdict.label; }
    Grade grade() const { return inspection().verdict.grade; }

 private:
    static constexpr uint16_t kRemotePort = 6'881;

    const Flow& flow() const {
        for (const Flow* flow : wire_.flows())
            if (flow->key.subscriber_port == subscriber_port_ &&
                flow->key.remote_port == kRemotePort && flow->key.protocol == IPPROTO_TCP &&
                flow->key.subscriber == address(subscriber_))
                return *flow;
        throw std::logic_error("the box has no such flow");
    }

    VirtualBox& wire_;
    std::string subscriber_;
    std::string remote_;
    uint16_t subscriber_port_;
};

}  // namespace sluice::test
