// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {
namespace {

constexpr double kSecondsPerNs = 1e-9;

void add_delays(const std::vector<WorkerReport>& workers, Families& out) {
    std::vector<std::pair<double, uint64_t>> buckets;
    for (size_t bucket = 0; bucket < kAnswerDelayBuckets; ++bucket) {
        const bool last = bucket + 1 == kAnswerDelayBuckets;
        const double bound_s = last ? std::numeric_limits<double>::infinity()
                                    : answer_delay_bound_ns(bucket) * kSecondsPerNs;
        buckets.emplace_back(bound_s, static_cast<uint64_t>(sum(workers, [&](const auto& c) {
                                 return std::cref(c.answer_delay[bucket]);
                             })));
    }
    const double delay_ns =
        sum(workers, [](const auto& c) { return std::cref(c.answer_delay_ns); });
    out.histogram("sluice_answer_delay_seconds",
                  "From the receiving of a packet to the handing of its answers to the port.")
        .add_buckets(buckets, delay_ns * kSecondsPerNs);
}

}  // namespace

void add_answer_metrics(const std::vector<WorkerReport>& workers, Families& out) {
    const auto total = [&](Counter WorkerCounters::*field) {
        return sum(workers, [&](const WorkerCounters& c) { return std::cref(c.*field); });
    };
    out.counter("sluice_answers_total", "Frames of the box's own, by what they say.")
        .add({{"kind", "reset"}}, total(&WorkerCounters::reset_segments))
        .add({{"kind", "utp_reset"}}, total(&WorkerCounters::utp_resets))
        .add({{"kind", "refusal"}}, total(&WorkerCounters::refusals));
    out.counter("sluice_answers_withheld_total",
                "Packets not answered: nobody is known to be there, or it was said often enough.")
        .add({}, total(&WorkerCounters::answers_withheld));
    out.counter("sluice_answers_lost_total", "Frames of the box's own that were not sent, by why.")
        .add({{"reason", "no_way"}}, total(&WorkerCounters::answers_without_a_way))
        .add({{"reason", "no_room"}}, total(&WorkerCounters::answers_without_room))
        .add({{"reason", "port_full"}}, total(&WorkerCounters::answers_unsent));
    add_delays(workers, out);
}

}  // namespace sluice
