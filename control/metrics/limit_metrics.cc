// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {

void add_limit_metrics(const std::vector<WorkerReport>& workers, Families& out) {
    out.gauge("sluice_connection_caps", "Subscribers with connections under a rule's cap, by rule.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.connection_caps); }));
    double caps = 0;
    double strangers = 0;
    for (const WorkerReport& worker : workers) {
        caps += worker.connection_caps_capacity;
        strangers += worker.counted_strangers_capacity;
    }
    out.gauge("sluice_connection_caps_capacity", "How many there may be.").add({}, caps);
    out.counter("sluice_connection_caps_exhausted_total",
                "Times that a connection was not held to its rule's cap for want of room.")
        .add({},
             sum(workers, [](const auto& c) { return std::cref(c.connection_caps_exhausted); }));
    out.counter("sluice_flows_beyond_limit_total",
                "Flows that would have been beyond their subscriber's limits, and were not begun.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.flows_beyond_limit); }));
    out.counter("sluice_flows_beyond_limit_in_shadow_total",
                "Flows beyond their subscriber's limits that began, since the policy is a shadow.")
        .add({},
             sum(workers, [](const auto& c) { return std::cref(c.flows_beyond_limit_in_shadow); }));
    out.gauge("sluice_counted_strangers",
              "Who is no subscriber, and whose flows are counted for limits.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.counted_strangers); }));
    out.gauge("sluice_counted_strangers_capacity", "How many there may be.").add({}, strangers);
    out.counter("sluice_counted_strangers_exhausted_total",
                "Flows of a stranger that were not held to any limit for want of room.")
        .add({},
             sum(workers, [](const auto& c) { return std::cref(c.counted_strangers_exhausted); }));
}

}  // namespace sluice
