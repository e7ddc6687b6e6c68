// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_recorder.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr uint32_t kWalksPerTimeout = 16;
constexpr uint32_t kPlacesAtOnce = 1'024;  // looked at
constexpr uint32_t kRecordsAtOnce = 64;    // made: each touches a flow

// The flow keeps 32 bits of milliseconds; what has been told of it is never 49 days back.
uint64_t last_seen_ns(const Flow& flow, uint64_t since_ns) {
    const auto since_ms = static_cast<uint32_t>(since_ns / 1'000'000);
    const auto later_ms = static_cast<int32_t>(flow.last_seen_ms - since_ms);
    return since_ns + (later_ms > 0 ? static_cast<uint64_t>(later_ms) * 1'000'000 : 0);
}

}  // namespace

FlowRecorder::FlowRecorder(const FlowRecordSettings& settings, FlowTable& flows,
                           const Subscribers& subscribers)
    : flows_(flows),
      subscribers_(subscribers),
      active_timeout_ns_(settings.active_timeout_ns),
      memory_(flows.capacity() * sizeof(Told)),
      told_(static_cast<Told*>(memory_.data())),
      ring_(settings.waiting) {}

void FlowRecorder::begin(const Flow& flow) {
    told(flow) = {
        .ip_bytes = {}, .packets = {}, .since_ns = std::max<uint64_t>(flow.first_seen_ns, 1)};
}

void FlowRecorder::end(const Flow& flow, FlowEndReason reason) {
    Told& so_far = told(flow);
    if (!tell(flow, reason, so_far.since_ns))
        lose(flow);
    so_far.since_ns = 0;
}

void FlowRecorder::change_subscriber(const Flow& flow) {
    Told& so_far = told(flow);
    const uint64_t since_ns = last_seen_ns(flow, so_far.since_ns);
    if (tell(flow, FlowEndReason::forced_end, since_ns))
        return;
    lose(flow);
    so_far.ip_bytes = flow.ip_bytes;
    so_far.packets = flow.packets;
    so_far.since_ns = since_ns;
}

bool FlowRecorder::tell(const Flow& flow, FlowEndReason reason, uint64_t since_ns) {
    Told& so_far = told(flow);
    FlowRecord record;
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        record.packets[direction] = flow.packets[direction] - so_far.packets[direction];
        record.ip_bytes[direction] = flow.ip_bytes[direction] - so_far.ip_bytes[direction];
    }
    if (record.packets[0] != 0 || record.packets[1] != 0) {
        record.key = flow.key;
        record.flow_id = flow.id;
        record.start_ns = so_far.since_ns;
        record.end_ns = last_seen_ns(flow, so_far.since_ns);
        record.subscriber_record = flow.subscriber_record;
        if (flow.subscriber_record != SubscriberRef::kNobody)
            record.subscriber_key = subscribers_.at(flow.subscriber_record).key;
        record.verdict = flow.inspection.verdict;
        record.reason = reason;
        if (!ring_.push(record))
            return false;
        counts_.made++;
    }
    so_far.ip_bytes = flow.ip_bytes;
    so_far.packets = flow.packets;
    so_far.since_ns = since_ns;
    return true;
}

void FlowRecorder::lose(const Flow& flow) {
    const Told& so_far = told(flow);
    counts_.lost++;
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        counts_.lost_packets.add(flow.packets[direction] - so_far.packets[direction]);
        counts_.lost_bytes.add(flow.ip_bytes[direction] - so_far.ip_bytes[direction]);
    }
}

void FlowRecorder::walk(uint64_t now_ns) {
    if (!flushing_ && flush_wanted_.load(std::memory_order_acquire)) [[unlikely]] {
        flushing_ = true;
        walk_next_ = 0;
    }
    if (flushing_) [[unlikely]] {
        if (!flushed_.load(std::memory_order_relaxed))
            walk_slice(now_ns, kPlacesAtOnce);
        if (walk_next_ == flows_.capacity())
            flushed_.store(true, std::memory_order_release);
        return;
    }
    // Of microseconds, times places: 64 bits are enough.
    const uint64_t period_us = active_timeout_ns_ / kWalksPerTimeout / 1'000 + 1;
    const uint64_t elapsed_us = (now_ns - walk_began_ns_) / 1'000;
    if (walk_next_ == flows_.capacity()) {
        if (elapsed_us < period_us)
            return;
        walk_began_ns_ = now_ns;
        walk_next_ = 0;
        return;
    }
    const uint64_t share_us = std::min(elapsed_us, period_us);
    const uint64_t due = flows_.capacity() * (share_us + period_us / 8) / period_us;
    if (due > walk_next_)
        walk_slice(now_ns,
                   static_cast<uint32_t>(std::min<uint64_t>(due - walk_next_, kPlacesAtOnce)));
}

// Only the flows that are due are touched.
void FlowRecorder::walk_slice(uint64_t now_ns, uint32_t most) {
    const uint32_t end = std::min<uint32_t>(flows_.capacity(), walk_next_ + most);
    const FlowEndReason reason =
        flushing_ ? FlowEndReason::forced_end : FlowEndReason::active_timeout;
    for (uint32_t made = 0; walk_next_ < end && made < kRecordsAtOnce; ++walk_next_) {
        const Told& so_far = told_[walk_next_];
        if (so_far.since_ns == 0)
            continue;
        if (!flushing_ && now_ns - so_far.since_ns < active_timeout_ns_)
            continue;
        ++made;
        if (tell(flows_.at(walk_next_), reason, now_ns))
            continue;
        counts_.deferred++;
        if (flushing_)
            return;  // here again, once there is room
    }
}

}  // namespace sluice
