// SPDX-License-Identifier: Apache-2.0
#include "bench/conversation.h"

#include <utility>

namespace sluice::bench {

std::string Dice::bytes(size_t count) {
    std::string drawn(count, '\0');
    for (char& byte : drawn)
        byte = static_cast<char>(engine_() >> 56);
    return drawn;
}

void Conversation::add(Frame frame) {
    frames_.push_back({time_ns_, std::move(frame)});
    time_ns_ += 3'000'000;
}

void TcpConversation::segment(bool upward, uint8_t flags, const std::string& payload) {
    uint32_t& next = upward ? next_up_ : next_down_;
    const uint32_t acknowledged = flags & kAck ? (upward ? next_down_ : next_up_) : 0;
    add(upward ? tcp_frame(subscriber_, remote_, next, acknowledged, flags, payload)
               : tcp_frame(remote_, subscriber_, next, acknowledged, flags, payload));
    next += static_cast<uint32_t>(payload.size()) + (flags & (kSyn | kFin) ? 1 : 0);
}

void TcpConversation::open() {
    segment(true, kSyn, {});
    segment(false, kSyn | kAck, {});
    segment(true, kAck, {});
}

void TcpConversation::send(bool upward, const std::string& bytes) {
    for (size_t sent = 0; sent < bytes.size(); sent += kMaximumPayload) {
        segment(upward, kPsh | kAck, bytes.substr(sent, kMaximumPayload));
        if (++unacknowledged_ % 2 == 0)
            segment(!upward, kAck, {});
    }
}

void TcpConversation::close() {
    segment(true, kFin | kAck, {});
    segment(false, kFin | kAck, {});
    segment(true, kAck, {});
}

}  // namespace sluice::bench
