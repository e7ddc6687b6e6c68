// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <vector>

#include <netinet/tcp.h>

#include "dataplane/flow_timeouts.h"
#include "dataplane/leaving_dscp.h"
#include "dataplane/shunt/shunt.h"
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
        if (flow.shunted)
            worker.shunt->let_go(flow, worker);
        worker.leave_caps(flow);
        worker.wheel.schedule(flow, flow.last_seen_ms + idle_timeout_ms(flow));
    }
}

// The flow's packets so far are of the class before.
void enter_class(Flow& flow, const Packet& packet, Worker& worker) {
    ServiceClass& current = flow.service_class[static_cast<size_t>(packet.direction)];
    const ServiceClass leaves_as = service_class_of(leaving_dscp(packet));
    if (leaves_as == current || packet.fate == Fate::dropped) [[likely]]
        return;
    worker.settle_usage(flow, flow.inspection.verdict.label);
    current = leaves_as;
}

// What links carry, added up while packets of one port and direction follow one another, as they
// do. What waits in a queue is counted when it leaves.
class Passing {
 public:
    explicit Passing(Worker& worker) : worker_(worker) {}
    ~Passing() { count(); }
    Passing(const Passing&) = delete;
    Passing& operator=(const Passing&) = delete;

    void see(const Packet& packet) {
        if (packet.fate != Fate::forwarded && packet.fate != Fate::observed)
            return;
        if (packet.port != port_ || packet.direction != direction_) [[unlikely]] {
            count();
            port_ = packet.port;
            direction_ = packet.direction;
        }
        ip_bytes_ += packet.parsed.ip_bytes;
    }

 private:
    void count() {
        if (ip_bytes_ != 0)
            worker_.count_passed(port_, direction_, ip_bytes_);
        ip_bytes_ = 0;
    }

    Worker& worker_;
    uint64_t ip_bytes_ = 0;
    uint16_t port_ = 0;
    Direction direction_ = Direction::up;
};

UsageKind kind_of(DropReason reason) {
    return reason == DropReason::police ? UsageKind::over_rate : UsageKind::dropped;
}

void count_dropped(Flow& flow, const Packet& packet, Worker& worker) {
    if (packet.drop == DropReason::queue_full)
        worker.usage.count_queue_drop(
            flow.subscriber_record, flow.inspection.verdict.label, packet.direction,
            flow.service_class[static_cast<size_t>(packet.direction)], packet.parsed.ip_bytes);
    else
        worker.usage.count_dropped(flow, packet.direction, kind_of(packet.drop),
                                   packet.parsed.ip_bytes);
}

// Whether a flow that had as many bytes has come to a number that some rule asks for.
bool passes_one(const std::vector<uint64_t>& numbers, uint64_t before, uint64_t after) {
    const auto next = std::lower_bound(numbers.begin(), numbers.end(), before);
    return next != numbers.end() && *next <= after;
}

}  // namespace

// What was handed over is its owner's to count. A flow counts what came, dropped or not; its usage
// is what left.
void account(Burst& burst, Worker& worker) {
    const uint32_t now_ms = burst.now_ms();
    const bool metered = worker.usage.on();
    const std::vector<uint64_t>& asked_bytes = worker.snapshot->dependencies().ip_bytes;
    const bool by_bytes = !asked_bytes.empty();
    Passing passing(worker);
    for (Packet& packet : burst.all()) {
        if (packet.fate == Fate::handed)
            continue;
        passing.see(packet);
        if (packet.parsed.oddity != Oddity::none)
            worker.counters.odd_packets[static_cast<size_t>(packet.parsed.oddity)]++;
        if (packet.flow == nullptr) {
            if (packet.parsed.ip_bytes != 0 && packet.fate != Fate::dropped &&
                packet.parsed.oddity != Oddity::no_subscriber &&
                packet.parsed.oddity != Oddity::own_answer)
                worker.usage.count_unattributed(1, packet.parsed.ip_bytes);
            continue;
        }

        Flow& flow = *packet.flow;
        const auto direction = static_cast<size_t>(packet.direction);
        if (metered)
            enter_class(flow, packet, worker);
        flow.last_seen_ms = now_ms;
        flow.port = packet.port;
        flow.packets[direction] += 1;
        const uint64_t bytes_before = flow.ip_bytes[0] + flow.ip_bytes[1];
        flow.ip_bytes[direction] += packet.parsed.ip_bytes;
        if (by_bytes &&
            passes_one(asked_bytes, bytes_before, bytes_before + packet.parsed.ip_bytes))
            flow.snapshot = 0;
        if (packet.fate == Fate::dropped) [[unlikely]]
            count_dropped(flow, packet, worker);
        follow_state(flow, packet, worker);

        const auto label = static_cast<size_t>(flow.inspection.verdict.label);
        worker.counters.label_packets[label][direction]++;
        const auto locality = static_cast<size_t>(flow.locality);
        worker.counters.locality_ip_bytes[locality][label][direction].add(packet.parsed.ip_bytes);
        for (uint32_t signs = ecn_signs(packet); signs != 0; signs &= signs - 1)
            worker.counters.ecn_packets[std::countr_zero(signs)][label][direction]++;
    }
}

}  // namespace sluice
