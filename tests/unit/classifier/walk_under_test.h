// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "classifier/learnt_endpoints.h"
#include "classifier/peer_wire_walker.h"
#include "classifier/wire/ip_literal.h"
#include "classifier/wire/peer_address.h"
#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {

inline std::vector<uint8_t> message(uint8_t id, Bytes payload) {
    const auto length = static_cast<uint32_t>(payload.size() + 1);
    std::vector<uint8_t> bytes;
    for (const int shift : {24, 16, 8, 0})
        bytes.push_back(static_cast<uint8_t>(length >> shift));
    bytes.push_back(id);
    return bytes + payload;
}

inline std::vector<uint8_t> extended(uint8_t id, Bytes content) {
    return message(20, std::vector<uint8_t>{id} + content);
}
inline std::vector<uint8_t> extended(uint8_t id, std::string_view content) {
    return extended(id, text_bytes(content));
}

// The handshake that offers BEP 6 and 10, or not.
inline std::vector<uint8_t> offering(bool fast) {
    auto bytes = handshake();
    std::fill_n(bytes.begin() + kReservedAt, kReservedBytes, 0);
    bytes[kReservedAt + 5] = 0x10;
    bytes[kReservedAt + 7] = fast ? 0x04 : 0;
    return bytes;
}

// A connection that a walker reads, each direction in sequence.
class WalkUnderTest {
 public:
    static constexpr uint32_t kNow_s = 1'000;

    explicit WalkUnderTest(uint32_t held_segments = 32)
        : buffers(held_segments), walker(4, buffers, endpoints, counts), walk(walker.start()) {
        walker.begin(walk, Direction::up, 0);
        walker.begin(walk, Direction::down, 0);
    }
    ~WalkUnderTest() {
        if (walk != 0)
            end();
    }
    void end() {
        walker.end(walk);
        walk = 0;
    }

    void shake_hands(bool fast = true) {
        says(Direction::up, offering(fast));
        says(Direction::down, offering(fast));
    }
    // In one segment, or in many.
    void says(Direction direction, Bytes bytes, size_t segment_bytes = SIZE_MAX) {
        for (size_t at = 0; at < bytes.size(); at += std::min(segment_bytes, bytes.size() - at))
            observe(direction, bytes.subspan(at, std::min(segment_bytes, bytes.size() - at)));
    }
    void observe(Direction direction, Bytes bytes, uint32_t cut_off = 0) {
        const auto wire_bytes = static_cast<uint32_t>(bytes.size()) + cut_off;
        uint32_t& next = next_[static_cast<size_t>(direction)];
        walker.observe(walk, {.payload = bytes,
                              .wire_bytes = wire_bytes,
                              .direction = direction,
                              .sequence = next,
                              .time_s = kNow_s,
                              .ends = ends()});
        next += wire_bytes;
    }
    // Bytes that nobody sees.
    void skip(Direction direction, uint32_t bytes) {
        next_[static_cast<size_t>(direction)] += bytes;
    }

    FlowEnds ends() const { return {subscriber.data(), remote.data(), 50'000, 50'001}; }
    uint32_t count(Direction direction, MessageKind kind) {
        return walker.describe(walk)
            .messages[static_cast<size_t>(direction)][static_cast<size_t>(kind)];
    }
    std::string_view role(Direction end) { return name(walker.role(walk, end)); }
    EndpointSource source(std::string_view address, uint16_t port,
                          Transport transport = Transport::tcp) const {
        return endpoints.find({{parse_ip_literal(address).value(), port}, transport}, kNow_s);
    }

    std::array<uint8_t, 16> subscriber = parse_ip_literal("198.51.100.7").value();
    std::array<uint8_t, 16> remote = parse_ip_literal("203.0.113.9").value();
    Classifier::Counts counts;
    SegmentBuffers buffers;
    LearntEndpoints endpoints{1'024, 7};
    PeerWireWalker walker;
    uint32_t walk;

 private:
    uint32_t next_[kDirectionCount] = {};
};

}  // namespace sluice
