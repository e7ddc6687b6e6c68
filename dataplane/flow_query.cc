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
    report.state = flow.state;
    report.port = flow.port;
    for (size_t direction = 0; direction < kDirectionCount; ++direction) {
        report.packets[direction] = flow.packets[direction];
        report.ip_bytes[direction] = flow.ip_bytes[direction];
        report.rule[direction] = flow.decision[direction].rule;
    }
    report.age_ns = now_ns - flow.first_seen_ns;
    const uint32_t idle_ms = static_cast<uint32_t>(now_ns / 1'000'000) - flow.last_seen_ms;
    report.idle_ns = uint64_t{idle_ms} * 1'000'000;
    report.subscriber = flow.subscriber;
    report.snapshot = flow.snapshot;
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
        if (wanted(flow))
            keep(report_of(flow, now_ns));
    });
    const bool full = order_ == Order::any && results_.size() == limit_;
    return full || next_ == worker.flows.capacity();
}

bool FlowQuery::wanted(const Flow& flow) const {
    if (!filter_.any_label && !within(flow.inspection.verdict.label, filter_.label))
        return false;
    return filter_.any_subscriber || flow.subscriber.key == filter_.subscriber_key;
}

void FlowQuery::keep(const FlowReport& report) {
    if (results_.size() < limit_) {
        results_.push_back(report);
        if (order_ == Order::most_bytes)
            std::push_heap(results_.begin(), results_.end(), more_bytes);
        return;
    }
    if (order_ == Order::any || limit_ == 0 || !more_bytes(report, results_.front()))
        return;
    std::pop_heap(results_.begin(), results_.end(), more_bytes);
    results_.back() = report;
    std::push_heap(results_.begin(), results_.end(), more_bytes);
}

}  // namespace sluice
