// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "dataplane/peer_facts.h"
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

// Rules see what a packet says from that packet on.
void note_what_was_heard(const Packet& packet, const Worker& worker) {
    const uint64_t heard = worker.classifier.counts().heard;
    if (heard != 0 && note_conduct(worker.classifier, *packet.flow, packet.direction, heard))
        packet.flow->snapshot = 0;
}

}  // namespace

// Settled flows, the great majority of packets, leave after one branch.
void classify(Burst& burst, Worker& worker) {
    const bool by_messages = worker.snapshot->dependencies().role;
    for (Packet& packet : burst.live()) {
        if (packet.flow == nullptr || !packet.flow->inspection.needs_payload())
            continue;
        const ParsedPacket& parsed = packet.parsed;
        const bool syn = (parsed.tcp_flags & TH_SYN) != 0;
        if (parsed.payload_length == 0 && !syn)
            continue;

        Flow& flow = *packet.flow;
        if (worker.skips_inspection && worker.overload.now() &&
            flow.inspection.verdict.label == Label::unknown) {
            worker.counters.uninspected_packets++;
            continue;
        }
        const Label before = flow.inspection.verdict.label;
        if (by_messages)
            worker.classifier.forget_heard();
        const bool rose = worker.classifier.observe(
            flow.inspection,
            {.payload = packet.payload(),
             .wire_bytes = parsed.payload_wire_length,
             .direction = packet.direction,
             .transport = parsed.protocol == IPPROTO_TCP ? Transport::tcp : Transport::udp,
             .syn = syn,
             .sequence = parsed.tcp_sequence,
             .time_us = static_cast<uint32_t>(burst.now_ns / 1'000),
             .time_s = static_cast<uint32_t>(burst.now_ns / 1'000'000'000),
             .ends = ends_of(flow.key)});
        if (by_messages)
            note_what_was_heard(packet, worker);
        if (!rose)
            continue;

        worker.settle_usage(flow, before);
        flow.snapshot = 0;  // rules see the new label from this packet on
        Counter& left = worker.counters.label_flows[static_cast<size_t>(before)];
        Counter& joined =
            worker.counters.label_flows[static_cast<size_t>(flow.inspection.verdict.label)];
        left.set(left.get() - 1);
        joined++;
    }
}

}  // namespace sluice
