// SPDX-License-Identifier: Apache-2.0
#include "dataplane/answers/followed.h"
#include "dataplane/rewrite.h"
#include "dataplane/stages/enforce.h"
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

// What resets have to fit to is on the flow's last line.
void prefetch_followed(Burst& burst) {
    for (const Packet& packet : burst.live()) {
        if (packet.flow != nullptr)
            __builtin_prefetch(&packet.flow->enforcement, 1);
    }
}

// How far the box trusts who marked it; routing, management and voice that no rule may touch stay
// as they are, too.
void apply_trust(Packet& packet, const PortTraits& traits, uint32_t rule) {
    if (traits.trust != nullptr && rule != Decision::kNeverTouch) [[unlikely]]
        map_dscp(packet, *traits.trust);
}

void mark(Packet& packet, const CachedDecision& decision, Worker& worker) {
    bool marked = false;
    if ((decision.does & CachedDecision::kMark) != 0)
        marked |= set_dscp(packet, decision.dscp);
    if ((decision.does & CachedDecision::kMarkInner) != 0)
        marked |= set_inner_dscp(packet, decision.dscp);
    if (!marked)
        return;
    worker.counters.marked_packets++;
    count_deed(packet, decision, RuleDeed::marked, worker);
}

}  // namespace

void act(Burst& burst, Worker& worker) {
    const bool follows = worker.snapshot->dependencies().resets;
    if (follows)
        prefetch_followed(burst);
    ResetsBesidePath resets;
    for (Packet& packet : burst.live()) {
        const PortTraits& traits = worker.ports[packet.port];
        packet.fate = Fate::forwarded;
        if (traits.tap) [[unlikely]] {
            packet.fate = Fate::observed;
            worker.count_observed(packet.direction, packet.wire_length);
        }
        if (packet.flow == nullptr) {
            apply_trust(packet, traits, Decision::kNoRule);
            continue;
        }

        const auto direction = static_cast<size_t>(packet.direction);
        const CachedDecision& decision = packet.flow->decision[direction];
        if (decision.has_shadow()) [[unlikely]]
            count_shadow(packet, worker, burst.now_ns);
        if (traits.tap) [[unlikely]] {
            // Nothing is held back or changed there.
            if (decision.answers())
                answer_beside_path(packet, decision, worker, resets, burst.now_ns);
        } else {
            if (decision.stops() && stop(packet, decision, worker, burst.now_ns)) [[unlikely]]
                continue;
            if (decision.bucket != Policer::kNoBucket &&
                !police(packet, decision, worker, burst.now_ns))
                continue;
            apply_trust(packet, traits, decision.rule);
            if (decision.marks())
                mark(packet, decision, worker);
            if (decision.shapes())
                count_deed(packet, decision, RuleDeed::shaped, worker);
        }
        // After each by itself: the next packet may be the one to be answered.
        if (follows)
            follow(packet);
    }
    resets.send(worker, burst.now_ns);
}

}  // namespace sluice
