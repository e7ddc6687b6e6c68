// SPDX-License-Identifier: Apache-2.0
#include "replay/replay.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "classifier/signatures.h"
#include "policy/policer.h"
#include "replay/link_type.h"

namespace sluice {
namespace {

// The worker's clock begins here at the first frame, not at 1970: its milliseconds have 32 bits.
constexpr uint64_t kClockStartNs = 1'000'000'000;
constexpr uint64_t kNsPerMs = 1'000'000;
constexpr uint64_t kHashSeed = 0x736c'7569'6365;  // the same in every run, and so is the report

WorkerSettings worker_settings(uint32_t flows) {
    WorkerSettings settings;
    settings.flows = flows;
    settings.hash_seed = kHashSeed;
    return settings;
}

}  // namespace

Replay::Replay(const ReplaySettings& settings, ReplayPolicy policy)
    : settings_(settings),
      policy_(std::move(policy)),
      worker_(worker_settings(settings.flows), *policy_.subscribers, Signatures::built_in(),
              make_shared_credit(static_cast<uint32_t>(policy_.rules->policy().rules.size()))) {
    worker_.adopt(*policy_.rules);
    worker_.ports = {{.side = PortTraits::Side::by_address, .tunnels = settings.tunnels}};
    worker_.side = SubscriberSide{settings.subscribers};
    worker_.flow_ended = [this](const Flow& flow) { keep(flow); };
}

// Where a capture's times go back, the worker's clock stands still.
uint64_t Replay::since_first(uint64_t time_ns) {
    if (totals_.packets == 0)
        totals_.first_ns = totals_.last_ns = time_ns;
    totals_.last_ns = std::max(totals_.last_ns, time_ns);
    return totals_.last_ns - totals_.first_ns + kClockStartNs;
}

Bytes Replay::take(const CapturedFrame& frame) {
    frame_.assign(frame.bytes.begin(), frame.bytes.end());
    burst_.now_ns = since_first(frame.time_ns);
    worker_.tell_time(static_cast<int64_t>(totals_.last_ns / 1'000'000'000));
    burst_.count = 1;
    Packet& packet = burst_.packets[0];
    packet = Packet{};
    packet.data = frame_.data();
    packet.length = static_cast<uint32_t>(frame_.size());
    packet.wire_length = frame.wire_length;
    packet.first = first_header(frame.link_type, frame.bytes);
    process(burst_, worker_);
    worker_.answers.clear();  // a capture has nobody to be told

    ++totals_.packets;
    totals_.bytes += frame.wire_length;
    if (packet.fate != Fate::dropped)
        return frame_;
    ++totals_.drops[static_cast<size_t>(packet.drop)];
    return {};
}

void Replay::keep(const Flow& flow) {
    const uint64_t first_seen_ns = flow.first_seen_ns + totals_.first_ns - kClockStartNs;
    const auto first_seen_ms = static_cast<uint32_t>(flow.first_seen_ns / kNsPerMs);
    ReplayedFlow record{
        .key = flow.key,
        .verdict = flow.inspection.verdict,
        .encrypted = flow.inspection.encrypted(),
        .first_seen_ns = first_seen_ns,
        .last_seen_ns = first_seen_ns + (flow.last_seen_ms - first_seen_ms) * kNsPerMs};
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        const CachedDecision& decision = flow.decision[direction];
        record.rule[direction] = decision.rule;
        if (decision.has_shadow())
            record.shadow_rule[direction] = flow.enforcement.shadow_rule[direction];
    }
    std::ranges::copy(flow.packets, record.packets.begin());
    std::ranges::copy(flow.ip_bytes, record.ip_bytes.begin());
    totals_.add_flow(record);
    if (!settings_.keep_flow_list)
        return;
    if (const auto description = worker_.classifier.describe(flow.inspection))
        record.peers.emplace(*description);
    totals_.flow_list.push_back(record);
}

void Replay::keep_rules() {
    const auto counted = [](const RuleCounters::OfRule& counters) {
        std::array<DeedRow, kRuleDeedCount> rows;
        for (size_t deed = 0; deed < kRuleDeedCount; ++deed)
            rows[deed] = {counters[deed].packets.get(), counters[deed].ip_bytes.get()};
        return rows;
    };
    const Policy& policy = policy_.rules->policy();
    for (uint32_t i = 0; i < policy.rules.size(); ++i) {
        const uint16_t number = policy_.rules->rule_number(i);
        totals_.rules.push_back({policy.rules[i].name, policy.in_shadow(policy.rules[i]),
                                 counted(worker_.rules.of(number, false)),
                                 counted(worker_.rules.of(number, true))});
    }
}

Totals Replay::finish() {
    worker_.flows.scan(0, worker_.flows.capacity(), [this](Flow& flow) { worker_.end_flow(flow); });
    for (size_t i = 0; i < totals_.oddities.size(); ++i)
        totals_.oddities[i] = worker_.counters.odd_packets[i].get();
    keep_rules();
    std::ranges::stable_sort(totals_.flow_list, {}, &ReplayedFlow::first_seen_ns);
    return std::move(totals_);
}

}  // namespace sluice
