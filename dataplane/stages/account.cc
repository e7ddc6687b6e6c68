// SPDX-License-Identifier: Apache-2.0
#include <netinet/tcp.h>

#include "dataplane/flow_timeouts.h"
#include "dataplane/stages/stages.h"

namespace sluice {
namespace {

constexpr uint8_t kSeenBothWays = 0b0011;
constexpr uint8_t kFinBothWays = 0b1100;

// What the ageing needs of TCP's states, for every protocol.
void follow_state(Flow& flow, const Packet& packet, Worker& worker) {
    constexpr uint8_t kEnding = TH_FIN | TH_RST;
    if (flow.state == FlowState::established && (packet.parsed.tcp_flags & kEnding) == 0) [[likely]]
        return;
    const uint8_t direction_bit = packet.direction == Direction::up ? 1 : 2;
    flow.seen |= direction_bit;
    if (packet.parsed.tcp_flags & TH_FIN)
        flow.seen |= direction_bit << 2;

    if (flow.state == FlowState::opening && (flow.seen & kSeenBothWays) == kSeenBothWays)
        flow.state = FlowState::established;
    const bool closes =
        (packet.parsed.tcp_flags & TH_RST) != 0 || (flow.seen & kFinBothWays) == kFinBothWays;
    if (closes && flow.state != FlowState::closing) {
        flow.state = FlowState::closing;
        worker.wheel.schedule(flow, flow.last_seen_ms + idle_timeout_ms(flow));
    }
}

}  // namespace

void account(Burst& burst, Worker& worker) {
    const uint32_t now_ms = burst.now_ms();
    for (Packet& packet : burst.live()) {
        if (packet.parsed.oddity != Oddity::none)
            worker.counters.odd_packets[static_cast<size_t>(packet.parsed.oddity)]++;
        if (packet.flow == nullptr)
            continue;

        Flow& flow = *packet.flow;
        const auto direction = static_cast<size_t>(packet.direction);
        flow.last_seen_ms = now_ms;
        flow.port = packet.port;
        flow.packets[direction] += 1;
        flow.ip_bytes[direction] += packet.parsed.ip_bytes;
        follow_state(flow, packet, worker);

        const auto label = static_cast<size_t>(flow.inspection.verdict.label);
        worker.counters.label_packets[label][direction]++;
        worker.counters.label_ip_bytes[label][direction].add(packet.parsed.ip_bytes);
    }
}

}  // namespace sluice
