// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {
namespace {

using Workers = std::vector<WorkerReport>;
using Counts = LearntEndpoints::Counts;

double sum_counts(const Workers& workers, Counter Counts::*field) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers)
        total += (worker.endpoints->*field).get();
    return static_cast<double>(total);
}

double learnt_from(const Workers& workers, size_t source) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers)
        total += worker.endpoints->learnt[source].get();
    return static_cast<double>(total);
}

}  // namespace

// The tables are by worker: each knows what all have learnt, so that a sum would count everything
// as often as there are workers. What was learnt first-hand adds up.
void add_learnt_endpoint_metrics(const Workers& workers, Families& out) {
    const auto add_each = [&](auto&& value_of) {
        for (const WorkerReport& worker : workers)
            out.add(
                {{"worker", std::to_string(worker.index)}, {"core", std::to_string(worker.core)}},
                static_cast<double>(value_of(worker)));
    };
    out.gauge("sluice_learnt_endpoints", "BitTorrent peers whose whereabouts the worker knows.");
    add_each([](const WorkerReport& worker) { return worker.endpoints->in_use.get(); });
    out.gauge("sluice_learnt_endpoints_capacity", "Those that the worker has room for.");
    add_each([](const WorkerReport& worker) { return worker.endpoints_capacity; });
    out.counter("sluice_learnt_endpoints_total",
                "Peers learnt, or learnt from a stronger source than before, by source.");
    for (size_t source = 1; source < kEndpointSourceCount; ++source)
        out.add({{"source", name(static_cast<EndpointSource>(source))}},
                learnt_from(workers, source));
    out.counter("sluice_learnt_endpoints_evicted_total",
                "Peers that were still believed and made room for others.")
        .add({}, sum_counts(workers, &Counts::evicted));
    out.counter("sluice_learnt_endpoints_refused_total", "Peers that found no room.")
        .add({}, sum_counts(workers, &Counts::refused));
    const double unreached =
        sum(workers, [](const auto& c) { return std::cref(c.endpoint_news_dropped); });
    out.counter("sluice_learnt_endpoints_news_dropped_total",
                "Times that a worker was not told of a peer that another had learnt.")
        .add({}, sum_counts(workers, &Counts::news_dropped) + unreached);
}

}  // namespace sluice
