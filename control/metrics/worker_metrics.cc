// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"
#include "control/metrics/sum.h"

namespace sluice {
namespace {

using Workers = std::vector<WorkerReport>;

constexpr double kSecondsPerNs = 1e-9;

template <typename ValueOf>
void add_each(const Workers& workers, Families& out, ValueOf&& value_of) {
    for (const WorkerReport& worker : workers)
        out.add({{"worker", std::to_string(worker.index)}, {"core", std::to_string(worker.core)}},
                static_cast<double>(value_of(worker)));
}

}  // namespace

void add_flow_metrics(const Workers& workers, Families& out) {
    out.counter("sluice_flows_created_total", "Flows that entered a table.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.flows_created); }));
    out.counter("sluice_flows_expired_total", "Flows that left a table for being idle.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.flows_expired); }));
    out.counter("sluice_flows_moved_total", "Flows that moved to another worker.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.flows_moved); }));
    out.counter("sluice_peer_flows_ended_total",
                "BitTorrent flows whose messages were read and that ended, by what the subscriber "
                "did in them.");
    for (size_t role = 0; role < kPeerRoleCount; ++role)
        out.add({{"role", name(static_cast<PeerRole>(role))}},
                sum(workers, [&](const auto& c) { return std::cref(c.peer_flows_ended[role]); }));
    out.counter("sluice_unknown_subscriber_flows_total",
                "Flows that entered a table and were of nobody in the policy.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.unknown_subscriber_flows); }));
    out.gauge("sluice_shunted_flows", "Flows that go past their worker now.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.shunted_flows); }));
    out.counter("sluice_shunts_begun_total", "Flows that a worker wanted to go past it.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.shunts_begun); }));
    out.counter("sluice_shunts_refused_total",
                "Times that a flow was to go past its worker and there was no room for it.");
    out.add({{"by", "worker"}},
            sum(workers, [](const auto& c) { return std::cref(c.shunt_places_exhausted); }));
    out.add({{"by", "kernel"}},
            sum(workers, [](const auto& c) { return std::cref(c.shunts_refused); }));
    out.counter("sluice_policy_decisions_total", "Decisions made for flows.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.decisions); }));
    out.gauge("sluice_police_buckets", "Token buckets in use.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.police_buckets); }));
    double capacity = 0;
    for (const WorkerReport& worker : workers)
        capacity += worker.police_capacity;
    out.gauge("sluice_police_buckets_capacity", "Token buckets that there are.").add({}, capacity);
    out.counter("sluice_police_buckets_exhausted_total",
                "Times that no token bucket was left and a flow was not held to its rate.")
        .add({}, sum(workers, [](const auto& c) { return std::cref(c.police_buckets_exhausted); }));
}

void add_worker_metrics(const Workers& workers, Families& out) {
    out.counter("sluice_worker_busy_seconds_total", "Time with packets in hand.");
    add_each(workers, out, [](const auto& w) { return w.counters->busy_ns.get() * kSecondsPerNs; });
    out.counter("sluice_worker_running_seconds_total", "Time since the worker started.");
    add_each(workers, out, [](const auto& w) { return w.running_ns * kSecondsPerNs; });
    out.counter("sluice_worker_loops_total", "Times around the worker's loop.");
    add_each(workers, out, [](const auto& w) { return w.counters->loops.get(); });
    out.counter("sluice_worker_stalls_total",
                "Times that the worker was away for longer than the heartbeat's patience.");
    add_each(workers, out, [](const auto& w) { return w.counters->stalls.get(); });
    out.gauge("sluice_worker_flows", "Flows in the worker's table.");
    add_each(workers, out, [](const auto& w) { return w.counters->flows.get(); });
    out.gauge("sluice_worker_flows_capacity", "Flows that the worker's table can hold.");
    add_each(workers, out, [](const auto& w) { return w.flow_capacity; });
    out.counter("sluice_worker_handed_out_packets_total",
                "Packets handed to the worker that owns their subscriber.");
    add_each(workers, out, [](const auto& w) { return w.counters->handed_out.get(); });
    out.counter("sluice_worker_handed_in_packets_total", "Packets taken from other workers.");
    add_each(workers, out, [](const auto& w) { return w.counters->handed_in.get(); });
}

}  // namespace sluice
