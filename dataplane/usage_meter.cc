// SPDX-License-Identifier: Apache-2.0
#include "dataplane/usage_meter.h"

#include <algorithm>
#include <iterator>

namespace sluice {
namespace {

// A flow with something to settle costs some cache misses in the table: so many are about 10 us,
// in which no packet is served.
constexpr uint32_t kSettledAtOnce = 64;

Label root_of(Label label) {
    while (parent(label) != label)
        label = parent(label);
    return label;
}

}  // namespace

std::string_view name(ServiceClass service_class) {
    static constexpr std::string_view kNames[] = {"standard",
                                                  "network_control",
                                                  "telephony",
                                                  "signaling",
                                                  "multimedia_conferencing",
                                                  "real_time_interactive",
                                                  "multimedia_streaming",
                                                  "broadcast_video",
                                                  "low_latency_data",
                                                  "oam",
                                                  "high_throughput_data",
                                                  "low_priority_data"};
    static_assert(std::size(kNames) == kServiceClassCount);
    return kNames[static_cast<size_t>(service_class)];
}

std::string_view name(UsageKind kind) {
    static constexpr std::string_view kNames[] = {"left",   "dropped",       "over_rate",
                                                  "marked", "queue_dropped", "ce_marked"};
    return kNames[static_cast<size_t>(kind)];
}

UsageMeter::UsageMeter(uint32_t rows, WorkerCounters& counters) : counters_(counters) {
    if (rows == 0)
        return;
    for (auto& table : tables_)
        table = std::make_unique<UsageTable>(rows);
}

// A flow's packets are counted modulo 2^32, far more than come between two walks.
void UsageMeter::settle(Flow& flow, Label label) {
    if (!on())
        return;
    for (const Direction direction : {Direction::up, Direction::down}) {
        const auto d = static_cast<size_t>(direction);
        const uint32_t packets = flow.packets[d] - flow.settled_packets[d];
        if (packets == 0)
            continue;
        const uint64_t bytes = flow.ip_bytes[d] - flow.settled_ip_bytes[d];
        flow.settled_packets[d] = flow.packets[d];
        flow.settled_ip_bytes[d] = flow.ip_bytes[d];
        if (flow.subscriber_record == SubscriberRef::kNobody) {
            counters_.stranger_packets.add(packets);
            counters_.stranger_ip_bytes.add(bytes);
            continue;
        }
        UsageRow row;
        row.record = flow.subscriber_record;
        row.label = root_of(label);
        row.direction = direction;
        row.service_class = flow.service_class[d];
        row.packets = packets;
        row.bytes = bytes;
        add(row);
        if (!flow.decision[d].marks())
            continue;
        row.rule = flow.decision[d].rule;
        row.snapshot = flow.decided_by;
        row.service_class = ServiceClass::standard;
        row.kind = UsageKind::marked;
        add(row);
    }
}

void UsageMeter::count_dropped(Flow& flow, Direction direction, UsageKind kind, uint32_t ip_bytes) {
    if (!on())
        return;
    const auto d = static_cast<size_t>(direction);
    flow.settled_packets[d] += 1;
    flow.settled_ip_bytes[d] += ip_bytes;
    if (flow.subscriber_record == SubscriberRef::kNobody)
        return;
    UsageRow row;
    row.record = flow.subscriber_record;
    row.rule = flow.decision[d].rule;
    row.snapshot = flow.decided_by;
    row.label = root_of(flow.inspection.verdict.label);
    row.direction = direction;
    row.kind = kind;
    row.packets = 1;
    row.bytes = ip_bytes;
    add(row);
}

void UsageMeter::count_queue_drop(uint32_t record, Label label, Direction direction,
                                  ServiceClass service_class, uint32_t ip_bytes) {
    if (record != SubscriberRef::kNobody) {
        add_of_queue(UsageKind::queue_dropped, record, label, direction, service_class, ip_bytes);
    } else if (on()) {
        counters_.stranger_queue_dropped_packets++;
        counters_.stranger_queue_dropped_ip_bytes.add(ip_bytes);
    }
}

void UsageMeter::count_ce_mark(uint32_t record, Label label, Direction direction,
                               ServiceClass service_class, uint32_t ip_bytes) {
    if (record != SubscriberRef::kNobody)
        add_of_queue(UsageKind::ce_marked, record, label, direction, service_class, ip_bytes);
}

void UsageMeter::add_of_queue(UsageKind kind, uint32_t record, Label label, Direction direction,
                              ServiceClass service_class, uint32_t ip_bytes) {
    if (!on())
        return;
    UsageRow row;
    row.record = record;
    row.label = root_of(label);
    row.direction = direction;
    row.service_class = service_class;
    row.kind = kind;
    row.packets = 1;
    row.bytes = ip_bytes;
    add(row);
}

void UsageMeter::count_unattributed(uint64_t packets, uint64_t ip_bytes) {
    if (!on())
        return;
    counters_.usage_unattributed_packets.add(packets);
    counters_.usage_unattributed_ip_bytes.add(ip_bytes);
}

// Control has had no time to take the other table: a sum that lacks something says so.
void UsageMeter::add(const UsageRow& row) {
    if (tables_[current_]->add(row))
        return;
    if (row.kind == UsageKind::left)
        count_unattributed(row.packets, row.bytes);
    else if (row.is_of_rule())
        counters_.rule_effects_unattributed.add(row.packets);
    else
        counters_.queue_effects_unattributed.add(row.packets);
}

void UsageMeter::step(FlowTable& flows, uint64_t now_ns, bool at_once) {
    if (!on())
        return;
    const State state = state_.load(std::memory_order_acquire);
    if (state == State::handed)
        return;
    if (tables_[current_]->nearly_full()) {
        counters_.usage_tables_filled++;
        hand_over(false);
    } else if (state == State::asked && walk(flows, now_ns, at_once)) {
        hand_over(true);
    }
}

// Evenly over kWalkNs. What a table that fills up interrupts goes on when there is room again.
bool UsageMeter::walk(FlowTable& flows, uint64_t now_ns, bool at_once) {
    if (next_ == 0)
        walk_began_ns_ = now_ns;
    const uint64_t due = at_once
                             ? uint64_t{next_} + kFlowsAtOnce
                             : flows.capacity() * (now_ns - walk_began_ns_ + kWalkNs / 8) / kWalkNs;
    if (due <= next_)
        return false;
    const auto end = static_cast<uint32_t>(
        std::min<uint64_t>({due, uint64_t{next_} + kFlowsAtOnce, flows.capacity()}));
    uint32_t settled = 0;
    while (next_ < end && settled < kSettledAtOnce && !tables_[current_]->nearly_full())
        next_ = flows.scan(next_, 1, [&](Flow& flow) {
            settled += flow.packets != flow.settled_packets ? 1 : 0;
            settle(flow, flow.inspection.verdict.label);
        });
    if (next_ != flows.capacity())
        return false;
    next_ = 0;
    return true;
}

// Control asks only while it has no table, so it does not matter whether it has just done so.
void UsageMeter::hand_over(bool whole) {
    current_ = 1 - current_;
    whole_ = whole;
    state_.store(State::handed, std::memory_order_release);
}

void UsageMeter::ask() {
    State idle = State::idle;
    state_.compare_exchange_strong(idle, State::asked, std::memory_order_acq_rel);
}

void UsageMeter::give_back() {
    tables_[1 - current_]->clear();
    state_.store(State::idle, std::memory_order_release);
}

size_t UsageMeter::memory_bytes() const {
    return on() ? tables_[0]->memory_bytes() + tables_[1]->memory_bytes() : 0;
}

}  // namespace sluice
