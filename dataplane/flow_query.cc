// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_query.h"

#include <algorithm>

namespace sluice {
namespace {

FlowReport report_of(const Flow& flow, uint64_t now_ns) {
    FlowReport report;
    report.id = flow.id;
    report.key = flow.key;
    report.verdict = flow.inspection.verdict;
    report.settled = flow.inspection.settled();
    report.encrypted = flow.inspection.encrypted();
    report.state = flow.state;
    report.port = flow.port;
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        report.packets[direction] = flow.packets[direction];
        report.ip_bytes[direction] = flow.ip_bytes[direction];
        report.rule[direction] = flow.decision[direction].rule;
        if (flow.decision[direction].has_shadow())
            report.shadow_rule[direction] = flow.enforcement.shadow_rule[direction];
    }
    report.conditions = flow.conditions;
    report.enforced = (flow.enforcement.flags & FlowEnforcement::kEnforced) != 0;
    report.beyond_cap = flow.decision[0].is_beyond_cap() || flow.decision[1].is_beyond_cap();
    report.answers = flow.enforcement.answers;
    report.age_ns = now_ns - flow.first_seen_ns;
    const uint32_t idle_ms = static_cast<uint32_t>(now_ns / 1'000'000) - flow.last_seen_ms;
    report.idle_ns = uint64_t{idle_ms} * 1'000'000;
    report.subscriber_record = flow.subscriber_record;
    report.snapshot = flow.decided_by;
    return report;
}

}  // namespace

FlowQuery::FlowQuery(const FlowFilter& filter, Order order, size_t limit)
    : filter_(filter), order_(order), limit_(limit) {
    results_.reserve(limit);
}

bool FlowQuery::more_bytes(const FlowReport& a, const FlowReport& b) {
    return a.ip_bytes[0] + a.ip_bytes[1] > b.ip_bytes[0] + b.ip_bytes[1];
}

bool FlowQuery::answer_slice(Worker& worker, uint64_t now_ns) {
    next_ = worker.flows.scan(next_, kFlowsPerSlice, [&](const Flow& flow) {
        if (!wanted(flow))
            return;
        FlowReport report = report_of(flow, now_ns);
        if (!has_room_for(report))
            return;
        // Four cache lines away, so only for who is kept.
        if (const auto description = worker.classifier.describe(flow.inspection))
            report.peers.emplace(*description);
        keep(report);
    });
    const bool full = order_ == Order::any && results_.size() == limit_;
    return full || next_ == worker.flows.capacity();
}

bool FlowQuery::wanted(const Flow& flow) const {
    if (filter_.id != 0 && flow.id != filter_.id)
        return false;
    const Verdict verdict = flow.inspection.verdict;
    if (verdict.grade < filter_.lowest_grade)
        return false;
    if (!filter_.any_label && !within(verdict.label, filter_.label))
        return false;
    return filter_.any_subscriber || flow.subscriber_record == filter_.subscriber_record;
}

bool FlowQuery::has_room_for(const FlowReport& report) const {
    if (results_.size() < limit_)
        return true;
    return order_ == Order::most_bytes && limit_ != 0 && more_bytes(report, results_.front());
}

void FlowQuery::keep(const FlowReport& report) {
    if (results_.size() < limit_) {
        results_.push_back(report);
        if (order_ == Order::most_bytes)
            std::push_heap(results_.begin(), results_.end(), more_bytes);
        return;
    }
    std::pop_heap(results_.begin(), results_.end(), more_bytes);
    results_.back() = report;
    std::push_heap(results_.begin(), results_.end(), more_bytes);
}

}  // namespace sluice
