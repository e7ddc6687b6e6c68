// SPDX-License-Identifier: Apache-2.0
#include "bench/half_open_flood.h"

#include <string>
#include <utility>

#include "bench/conversation.h"

namespace sluice::bench {
namespace {

constexpr Endpoint kRemote{0xc633'6407, 6'881};     // 198.51.100.7
constexpr uint32_t kFirstSubscriber = 0xc612'0000;  // 198.18.0.0/16
constexpr uint32_t kSequence = 0x10'000;

std::string unfinished(uint32_t flow, Dice& dice) {
    switch (flow % 3) {
        case 0:
            return "\x13"
                   "BitTorrent proto";
        case 1:
            return "GET /announce?info_hash=%01%02";
        default:
            return dice.bytes(96 + dice.below(512));
    }
}

}  // namespace

void HalfOpenFlood::begin_and_stop(uint32_t flows, uint64_t now_ns) {
    Dice dice(flows_);
    for (uint32_t flow = 0; flow < flows; ++flow)
        open(unfinished(flow, dice), now_ns);
    flush(now_ns);
}

void HalfOpenFlood::begin_and_shake_hands(uint32_t flows, uint64_t now_ns) {
    Dice dice(flows_);
    for (uint32_t flow = 0; flow < flows; ++flow)
        open(
            "\x13"
            "BitTorrent protocol" +
                std::string(8, '\0') + dice.bytes(40),
            now_ns);
    flush(now_ns);
}

void HalfOpenFlood::open(const std::string& first_payload, uint64_t now_ns) {
    const Endpoint subscriber{kFirstSubscriber + (flows_ & 0xffff),
                              static_cast<uint16_t>(2'000 + (flows_ >> 16))};
    ++flows_;
    add(tcp_frame(subscriber, kRemote, kSequence, 0, kSyn, {}), now_ns);
    add(tcp_frame(subscriber, kRemote, kSequence + 1, 1, kPsh | kAck, first_payload), now_ns);
}

void HalfOpenFlood::add(Frame frame, uint64_t now_ns) {
    frames_.push_back(std::move(frame));
    if (frames_.size() == Burst::kCapacity)
        flush(now_ns);
}

void HalfOpenFlood::flush(uint64_t now_ns) {
    for (size_t i = 0; i < frames_.size(); ++i) {
        Packet& packet = burst_.packets[i];
        packet = {};
        packet.data = frames_[i].data();
        packet.length = packet.wire_length = static_cast<uint32_t>(frames_[i].size());
        packet.port = 0;  // the access side's
    }
    burst_.count = frames_.size();
    burst_.now_ns = now_ns;
    process(burst_, worker_);
    for (const Packet& packet : burst_.all())
        forwarded_ += packet.fate == Fate::forwarded;
    packets_ += burst_.count;
    frames_.clear();
}

}  // namespace sluice::bench
