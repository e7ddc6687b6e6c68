// SPDX-License-Identifier: Apache-2.0
#include "dataplane/rewrite.h"
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

void drop(Packet& packet, DropReason reason, Worker& worker) {
    packet.fate = Fate::dropped;
    packet.drop = reason;
    worker.count_drop(reason, packet.wire_length);
}

}  // namespace

void act(Burst& burst, Worker& worker) {
    for (Packet& packet : burst.live()) {
        if (worker.ports[packet.port].tap) [[unlikely]] {
            packet.fate = Fate::observed;
            worker.count_observed(packet.direction, packet.wire_length);
            continue;
        }
        packet.fate = Fate::forwarded;
        if (packet.flow == nullptr)
            continue;

        const auto direction = static_cast<size_t>(packet.direction);
        const CachedDecision& decision = packet.flow->decision[direction];
        if (decision.drops()) {
            drop(packet, DropReason::rule, worker);
            continue;
        }
        if (decision.bucket != Policer::kNoBucket &&
            !worker.policer.conforms(decision.bucket, packet.parsed.ip_bytes, burst.now_ns)) {
            drop(packet, DropReason::police, worker);
            continue;
        }
        if (decision.marks() && set_dscp(packet, decision.dscp))
            worker.counters.marked_packets++;
    }
}

}  // namespace sluice
