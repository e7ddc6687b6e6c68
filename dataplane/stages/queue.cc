// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "dataplane/ecn.h"
#include "dataplane/leaving_dscp.h"
#include "dataplane/scheduler/scheduler.h"
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

uint64_t subscriber_key(const Packet& packet) {
    const uint32_t record = packet.flow->subscriber_record;
    return record != SubscriberRef::kNobody
               ? Scheduler::key_of(record, packet.direction)
               : Scheduler::key_of_stranger(
                     Subscribers::key_of_stranger(packet.flow->key.subscriber), packet.direction);
}

ShapedPacket shaped(const Packet& packet, uint64_t key, const Worker& worker) {
    const Flow& flow = *packet.flow;
    const CachedDecision& decision = flow.decision[static_cast<size_t>(packet.direction)];
    const uint8_t dscp = leaving_dscp(packet);
    const EcnCodepoint ecn = ecn_codepoint(packet.data + packet.parsed.outer_ip_offset);
    return {.buffer = packet.mbuf,
            .subscriber_key = key,
            .flow_id = flow.id,
            .record = flow.subscriber_record,
            .generation = flow.subscriber_generation,
            .link = worker.ports[packet.port].link,
            .rule = decision.shapes() ? decision.rule : ShapedPacket::kNoRule,
            .ip_bytes = packet.parsed.ip_bytes,
            .wire_bytes = packet.wire_length,
            .port = packet.port,
            .ip_offset = packet.parsed.outer_ip_offset,
            .dscp = dscp,
            .ecn_capable = ecn == EcnCodepoint::ect0 || ecn == EcnCodepoint::ect1,
            .direction = packet.direction,
            .label = flow.inspection.verdict.label,
            .service_class = service_class_of(dscp)};
}

}  // namespace

// What has no flow has no subscriber to wait for. Rounds, so that the misses of a burst are under
// way together.
void queue(Burst& burst, Worker& worker) {
    Scheduler* const scheduler = worker.scheduler.get();
    if (scheduler == nullptr || !scheduler->on())
        return;
    std::array<uint64_t, Burst::kCapacity> keys;
    std::array<ShapedPacket, Burst::kCapacity> shown;
    size_t count = 0;
    for (const Packet& packet : burst.all()) {
        if (packet.fate != Fate::forwarded || packet.flow == nullptr)
            continue;
        keys[count] = subscriber_key(packet);
        scheduler->prefetch(keys[count++]);
    }
    count = 0;
    for (const Packet& packet : burst.all()) {
        if (packet.fate != Fate::forwarded || packet.flow == nullptr)
            continue;
        shown[count] = shaped(packet, keys[count], worker);
        scheduler->prefetch_leaf(keys[count]);
        scheduler->prefetch_flow(shown[count++]);
    }
    for (size_t i = 0; i < count; ++i)
        scheduler->prefetch_queue(shown[i]);
    for (size_t i = 0; i < count; ++i)
        scheduler->prefetch_tail(shown[i]);
    count = 0;
    for (Packet& packet : burst.all()) {
        if (packet.fate != Fate::forwarded || packet.flow == nullptr)
            continue;
        switch (scheduler->admit(shown[count++], burst.now_ns)) {
            case Scheduler::Admission::goes:
                break;
            case Scheduler::Admission::waits:
                packet.fate = Fate::held;
                break;
            case Scheduler::Admission::lost:
                packet.fate = Fate::dropped;
                packet.drop = DropReason::queue_full;
                worker.count_drop(DropReason::queue_full, packet.wire_length);
                break;
        }
    }
}

}  // namespace sluice
