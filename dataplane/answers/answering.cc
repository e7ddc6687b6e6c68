// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/answering.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "dataplane/answers/answer_packet.h"
#include "dataplane/answers/followed.h"
#include "dataplane/answers/refusal.h"
#include "dataplane/answers/reset_numbers.h"
#include "dataplane/answers/tcp_reset.h"
#include "dataplane/answers/utp_reset.h"
#include "dataplane/flow_timeouts.h"

namespace sluice {
namespace {

// What an answer to one packet goes out in, either way.
class Sender {
 public:
    Sender(const Packet& packet, Worker& worker)
        : answered(packet), worker_(worker), traits_(worker.ports[packet.port]), packet_(packet) {
        const bool nowhere_to = traits_.tap && traits_.port == packet.port;
        can_ = !nowhere_to && packet.first.layer == FirstLayer::ethernet &&
               packet.first.offset == 0 && !packet.oversized &&
               envelope_.open(Bytes(packet.data, packet.length), packet.parsed.ip_offset);
    }

    // write(room): writes the IP packet, and gives its length.
    template <typename Write>
    void send(Way way, Counter& sent, Write&& write) {
        if (!can_ || (way == Way::back && !envelope_.has_way_back())) {
            worker_.counters.answers_without_a_way++;
            return;
        }
        const std::span<uint8_t> room = worker_.answers.room();
        const size_t bytes =
            room.size() > envelope_.size() ? write(room.subspan(envelope_.size())) : 0;
        const size_t length = bytes != 0 ? envelope_.close(room, bytes, way) : 0;
        if (length == 0) {
            worker_.counters.answers_without_room++;
            return;
        }
        worker_.answers.add(way == Way::back ? traits_.port : traits_.peer, length);
        sent++;
    }

    // As the packets of who seems to send it have here.
    uint8_t ttl(Way way) const {
        constexpr uint8_t kUsual = 64;
        if (way == Way::onward)
            return answered.ttl();
        const auto back = static_cast<size_t>(opposite(packet_.direction));
        const uint8_t seen = packet_.flow->enforcement.ttl[back];
        return seen != 0 ? seen : kUsual;
    }

    const AnsweredPacket answered;

 private:
    Worker& worker_;
    const PortTraits& traits_;
    const Packet& packet_;
    Envelope envelope_;
    bool can_ = false;
};

// Which end that is.
ResetEnds end_of(Direction direction, Way way) {
    const bool to_remote = (direction == Direction::up) == (way == Way::onward);
    return to_remote ? ResetEnds::remote : ResetEnds::subscriber;
}

bool seen_both_ways(const Packet& packet) {
    constexpr uint8_t kBothWays = 0b0011;
    const uint8_t this_way = packet.direction == Direction::up ? 1 : 2;
    return ((packet.flow->seen | this_way) & kBothWays) == kBothWays;
}

// One segment an end, where the other way was not seen: whoever made the packet up gets no more out
// of it than was put in.
void send_tcp_resets(const Packet& packet, Worker& worker, bool again) {
    const FlowEnforcement& enforcement = packet.flow->enforcement;
    const ResetScene scene{.segment = seen_segment(packet.parsed),
                           .onward = followed_numbers(enforcement, packet.direction),
                           .back = followed_numbers(enforcement, opposite(packet.direction)),
                           .passes = worker.ports[packet.port].tap,
                           .again = again};
    const size_t most = seen_both_ways(packet) ? ResetLadder::kMost : 1;
    Sender sender(packet, worker);
    for (const Way way : {Way::onward, Way::back}) {
        if (!includes(enforcement.reset, end_of(packet.direction, way)))
            continue;
        const ResetLadder ladder = reset_ladder(scene, way);
        for (const ResetNumbers& numbers : ladder.first(most)) {
            sender.send(way, worker.counters.reset_segments, [&](std::span<uint8_t> room) {
                return write_tcp_reset(room, sender.answered, way, numbers, sender.ttl(way),
                                       worker.answer_key);
            });
        }
    }
}

void send_utp_resets(const Packet& packet, Worker& worker, uint64_t now_ns) {
    const UtpHeader seen = *parse_utp(packet.payload());  // as shows_numbers() has seen
    const FlowEnforcement& enforcement = packet.flow->enforcement;
    const auto last_back = followed_utp(enforcement, opposite(packet.direction));
    const UtpNumbers numbers{seen.connection_id, seen.sequence, seen.acknowledged};
    Sender sender(packet, worker);
    for (const Way way : {Way::onward, Way::back}) {
        if (!includes(enforcement.reset, end_of(packet.direction, way)))
            continue;
        UtpNumbers reset = utp_reset_numbers(numbers, seen.type, way);
        const UtpIds ids =
            utp_ids(numbers, seen.type == UtpType::syn, last_back ? &*last_back : nullptr, way);
        for (size_t i = 0; i < ids.count; ++i) {
            reset.connection_id = ids.ids[i];
            sender.send(way, worker.counters.utp_resets, [&](std::span<uint8_t> room) {
                return write_utp_reset(room, sender.answered, way, reset,
                                       static_cast<uint32_t>(now_ns / 1'000), sender.ttl(way),
                                       worker.answer_key);
            });
        }
    }
}

// Between the same ends begins another connection with the next SYN, and if they are silent the
// flow is forgotten soon.
void let_end(Flow& flow, Worker& worker, uint32_t now_ms) {
    if (flow.state == FlowState::closing)
        return;
    flow.state = FlowState::closing;
    worker.leave_caps(flow);
    worker.wheel.schedule(flow, now_ms + idle_timeout_ms(flow));
}

}  // namespace

bool is_proven(const Packet& packet) {
    return seen_both_ways(packet) || (packet.parsed.protocol == IPPROTO_TCP && goes_on(packet));
}

bool shows_numbers(const Packet& packet) {
    if (packet.parsed.payload_offset == 0 || packet.parsed.is_fragment)
        return false;
    return packet.parsed.protocol == IPPROTO_TCP || parse_utp(packet.payload()).has_value();
}

void answer_with_reset(Packet& packet, Worker& worker, uint64_t now_ns) {
    Flow& flow = *packet.flow;
    const auto now_ms = static_cast<uint32_t>(now_ns / 1'000'000);
    const bool again = (flow.enforcement.flags & FlowEnforcement::kEnforced) != 0;
    if (!shows_numbers(packet) || !FlowAnswerLimit::take_reset(flow.enforcement, now_ms)) {
        worker.counters.answers_withheld++;
        return;
    }
    if (packet.parsed.protocol == IPPROTO_TCP)
        send_tcp_resets(packet, worker, again);
    else
        send_utp_resets(packet, worker, now_ns);
    flow.enforcement.flags |= FlowEnforcement::kEnforced;
    let_end(flow, worker, now_ms);
}

void answer_with_refusal(Packet& packet, Worker& worker, uint64_t now_ns) {
    FlowEnforcement& enforcement = packet.flow->enforcement;
    enforcement.flags |= FlowEnforcement::kEnforced;
    const auto now_ms = static_cast<uint32_t>(now_ns / 1'000'000);
    if (!may_be_refused(packet) || !FlowAnswerLimit::take_refusal(enforcement, now_ms) ||
        !worker.refusal_limit.take(now_ns)) {
        worker.counters.answers_withheld++;
        return;
    }
    Sender sender(packet, worker);
    sender.send(Way::back, worker.counters.refusals, [&](std::span<uint8_t> room) {
        return write_refusal(room, sender.answered, worker.answer_key);
    });
}

}  // namespace sluice
