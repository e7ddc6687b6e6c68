// SPDX-License-Identifier: Apache-2.0
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

// The flow's first packet in this second of the worker's clock, which then has been seen.
bool begins_second(Flow& flow, uint32_t now_ms) {
    if (flow.last_seen_ms / 1'000 == now_ms / 1'000)
        return false;
    flow.last_seen_ms = now_ms;
    return true;
}

// Age and numbers of connections move by themselves; and a place under a cap may have become free.
bool is_worth_another_look(const Flow& flow, const Dependencies& asks) {
    return asks.time ||
           (asks.caps && (flow.decision[0].is_beyond_cap() || flow.decision[1].is_beyond_cap()));
}

}  // namespace

// A flow decides once for a policy, and where rules ask for what moves, again when that has: its
// subscriber's conditions, which whoever moves them does without touching a flow; what it does
// itself, which classify and account notice; a time of day, which ends the round.
void decide(Burst& burst, Worker& worker) {
    const Dependencies& asks = worker.snapshot->dependencies();
    if (asks.conditions) {
        for (const Packet& packet : burst.live()) {
            if (packet.flow != nullptr)
                worker.subscribers.prefetch_conditions(packet.flow->subscriber_record);
        }
    }
    const uint32_t now_ms = burst.now_ms();
    const auto has_moved = [&](Flow& flow) {
        return (asks.conditions &&
                flow.conditions != worker.subscribers.conditions(flow.subscriber_record)) ||
               (is_worth_another_look(flow, asks) && begins_second(flow, now_ms));
    };
    const bool by_what_moves = asks.conditions || asks.time || asks.caps;
    for (Packet& packet : burst.live()) {
        if (packet.flow == nullptr)
            continue;
        Flow& flow = *packet.flow;
        if (flow.snapshot != worker.decision_round || (by_what_moves && has_moved(flow)))
            worker.decide_flow(flow, burst.now_ns);
    }
}

}  // namespace sluice
