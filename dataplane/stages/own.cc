// SPDX-License-Identifier: Apache-2.0
#include <netinet/tcp.h>

#include "dataplane/flow_timeouts.h"
#include "dataplane/newcomers.h"
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

void hand_over(Packet& packet, uint32_t owner) {
    packet.flow = nullptr;
    packet.owner = static_cast<uint16_t>(owner);
    packet.fate = Fate::handed;
}

// The subscriber went to another worker: the flow follows, its label with it.
void move_flow(Flow& flow, uint32_t owner, Burst& burst, Worker& worker) {
    for (Packet& packet : burst.live()) {
        if (packet.flow == &flow) {
            packet.verdict = flow.inspection.verdict;
            hand_over(packet, owner);
        }
    }
    worker.counters.flows_moved++;
    worker.end_flow(flow);
}

// What is beyond a subscriber's limits becomes no flow. On a tap it has gone on all the same.
void refuse(Packet& packet, Worker& worker) {
    packet.flow = nullptr;
    if (worker.ports[packet.port].tap)
        return;
    packet.fate = Fate::dropped;
    packet.drop = DropReason::flow_limit;
    worker.count_drop(DropReason::flow_limit, packet.wire_length);
}

// Whose it is has changed, or may have.
void attach_again(Flow& flow, Burst& burst, Worker& worker) {
    const auto subscriber =
        worker.subscribers.find({flow.key.subscriber, flow.key.subscriber_port});
    worker.attach(flow, subscriber);
    flow.snapshot = 0;
    const uint32_t owner = owner_of(subscriber, worker.workers);
    if (owner != worker.index)
        move_flow(flow, owner, burst, worker);
}

// The same two ends once more: after the end of their connection, or after a silence that should
// have ended the flow and of which only the wheel has not heard yet.
bool begins_anew(const Packet& packet, uint32_t now_ms) {
    constexpr uint8_t kFlags = TH_SYN | TH_ACK;
    const Flow& flow = *packet.flow;
    if (flow.state == FlowState::closing && (packet.parsed.tcp_flags & kFlags) == TH_SYN)
        return true;
    const auto idle_ms = static_cast<int32_t>(now_ms - flow.last_seen_ms);  // a clock may step back
    return idle_ms >= static_cast<int32_t>(kShortestTimeoutMs) &&
           idle_ms >= static_cast<int32_t>(idle_timeout_ms(flow));
}

void find_owner(Packet& packet, Newcomers* newcomers, Burst& burst, Worker& worker) {
    // An earlier packet of this burst may have begun the flow, and, where only that tells which end
    // is the subscriber, the other way round.
    if (worker.ports[packet.port].side == PortTraits::Side::by_address)
        orient(packet, worker);
    const SubscriberRef* const found = newcomers != nullptr ? newcomers->take(packet) : nullptr;
    packet.flow = worker.flows.find(packet.key, packet.flow_hash);
    if (packet.flow != nullptr)
        return worker.learn_verdict(*packet.flow, packet.verdict);

    const SubscriberRef subscriber =
        found != nullptr
            ? *found
            : worker.subscribers.find({packet.key.subscriber, packet.key.subscriber_port});
    const uint32_t owner = owner_of(subscriber, worker.workers);
    if (owner != worker.index)
        return hand_over(packet, owner);

    const bool counts = worker.snapshot->dependencies().flow_counts;
    const auto place =
        counts ? worker.admit(packet, subscriber, burst.now_ns) : SubscriberFlows::kNowhere;
    if (!place)
        return refuse(packet, worker);
    packet.flow = worker.begin_flow(packet, subscriber, burst.now_ns);
    if (packet.flow == nullptr) {
        packet.parsed.oddity = Oddity::flow_table_full;
        worker.subscriber_flows.end(*place);
        return;
    }
    packet.flow->enforcement.counted_in = *place;
}

// False if that is beyond its subscriber's limits.
bool begin_again(Packet& packet, Worker& worker, uint64_t now_ns) {
    if (worker.snapshot->dependencies().flow_counts && !worker.admit_again(packet, now_ns)) {
        refuse(packet, worker);
        return false;
    }
    worker.restart_flow(*packet.flow, now_ns);
    return true;
}

void own_each(Burst& burst, Worker& worker, Newcomers* newcomers) {
    const uint32_t now_ms = burst.now_ms();
    for (Packet& packet : burst.live()) {
        if (!packet.parsed.has_flow)
            continue;
        if (packet.flow == nullptr) {
            find_owner(packet, newcomers, burst, worker);
            continue;
        }
        Flow& flow = *packet.flow;
        const bool outdated = flow.snapshot != worker.decision_round && flow.snapshot != 0;
        if (begins_anew(packet, now_ms) && !begin_again(packet, worker, burst.now_ns))
            continue;
        if (packet.verdict.label != Label::unknown)
            worker.learn_verdict(flow, packet.verdict);
        if (outdated &&
            flow.subscriber_generation != worker.subscribers.generation(flow.subscriber_record))
            attach_again(flow, burst, worker);
    }
}

// Apart, since the newcomers' room is large, and most bursts need none.
[[gnu::noinline]] void own_with_newcomers(Burst& burst, Worker& worker) {
    Newcomers newcomers(burst, worker.subscribers);
    own_each(burst, worker, &newcomers);
}

}  // namespace

// Most packets hit the worker's own table, and then it is theirs: nothing is looked up.
void own(Burst& burst, Worker& worker) {
    if (Newcomers::are_worth_it(burst, worker.subscribers)) [[unlikely]]
        own_with_newcomers(burst, worker);
    else
        own_each(burst, worker, nullptr);
}

}  // namespace sluice
