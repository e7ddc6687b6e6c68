// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {
namespace {

constexpr double kSecondsPerNs = 1e-9;

double sum_of(const std::vector<WorkerReport>& workers, Counter SchedulerCounts::*counter) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers)
        total += worker.scheduler != nullptr ? (worker.scheduler->*counter).get() : 0;
    return static_cast<double>(total);
}

void add_waits(const std::vector<WorkerReport>& workers, Families& out) {
    std::vector<std::pair<double, uint64_t>> buckets;
    for (size_t bucket = 0; bucket < kQueueWaitBuckets; ++bucket) {
        const bool last = bucket + 1 == kQueueWaitBuckets;
        const double bound_s = last ? std::numeric_limits<double>::infinity()
                                    : queue_wait_bound_ns(bucket) * kSecondsPerNs;
        buckets.emplace_back(bound_s, static_cast<uint64_t>(sum(workers, [&](const auto& c) {
                                 return std::cref(c.queue_wait[bucket]);
                             })));
    }
    const double waited_ns = sum(workers, [](const auto& c) { return std::cref(c.queue_wait_ns); });
    out.histogram("sluice_queue_wait_seconds",
                  "How long packets that had to wait were in a queue, dropped ones too.")
        .add_buckets(buckets, waited_ns * kSecondsPerNs);
}

}  // namespace

void add_queue_metrics(const std::vector<WorkerReport>& workers, Families& out) {
    out.counter("sluice_queue_held_packets_total", "Packets that had to wait in a queue.")
        .add({}, sum_of(workers, &SchedulerCounts::held));
    out.gauge("sluice_queue_waiting_packets", "Packets that wait in queues.")
        .add({}, sum_of(workers, &SchedulerCounts::waiting_packets));
    out.gauge("sluice_shaped_lines",
              "Subscribers' lines, by direction, that have packets waiting or had some just now.")
        .add({}, sum_of(workers, &SchedulerCounts::leaves));
    out.counter("sluice_queue_ce_marked_packets_total",
                "Packets that queues marked as having experienced congestion.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.ce_marked_packets); }));
    out.counter("sluice_queue_exhausted_packets_total",
                "Packets that were not shaped as they should have been, for want of memory.")
        .add({{"memory", "shaped_subscribers"}},
             sum_of(workers, &SchedulerCounts::subscribers_exhausted))
        .add({{"memory", "queued_flows"}}, sum_of(workers, &SchedulerCounts::flows_exhausted))
        .add({{"memory", "shaped_groups"}}, sum_of(workers, &SchedulerCounts::groups_exhausted));
    add_waits(workers, out);
}

}  // namespace sluice
