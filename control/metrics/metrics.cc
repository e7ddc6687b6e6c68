// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/metrics.h"

#include "control/metrics/link_metrics.h"

namespace sluice {
namespace {

void add_policy_metrics(const Snapshot& active, Families& out) {
    out.gauge("sluice_policy_revision", "Number of the active policy revision.")
        .add({}, static_cast<double>(active.revision()));
    out.gauge("sluice_policy_rules", "Rules in the active policy.")
        .add({}, static_cast<double>(active.policy().rules.size()));
    out.gauge("sluice_policy_memory_bytes", "Memory that the compiled policy takes.")
        .add({}, static_cast<double>(active.memory_bytes()));
}

void add_subscriber_metrics(const SubscriberRegistry& registry, Families& out) {
    using Layer = SubscriberRegistry::Layer;
    out.gauge("sluice_subscribers", "Subscribers, by who says who they are; some by several.");
    for (const auto& [source, layer] :
         {std::pair{"policy", Layer::policy}, {"api", Layer::api}, {"session", Layer::session}})
        out.add({{"source", source}}, static_cast<double>(registry.count(layer)));
    out.gauge("sluice_subscribers_known", "Subscribers, each once.")
        .add({}, static_cast<double>(registry.count()));
}

void add_pool_metrics(const std::vector<PoolReport>& pools, Families& out) {
    out.gauge("sluice_packet_buffers", "Packet buffers in use, by pool.");
    for (const PoolReport& pool : pools)
        out.add({{"pool", pool.name}}, pool.in_use);
    out.gauge("sluice_packet_buffers_capacity", "Packet buffers that there are, by pool.");
    for (const PoolReport& pool : pools)
        out.add({{"pool", pool.name}}, pool.capacity);
}

}  // namespace

Metrics::Metrics(const DataplaneView& dataplane, ActivePolicy active,
                 const SubscriberRegistry& registry, std::chrono::system_clock::time_point started)
    : dataplane_(dataplane), active_(std::move(active)), registry_(registry), started_(started) {}

std::vector<prometheus::MetricFamily> Metrics::Collect() const {
    const auto workers = dataplane_.workers();
    Families out;
    out.gauge("sluice_build_info", "Always 1; the label says which version this is.")
        .add({{"version", SLUICE_VERSION}}, 1);
    out.gauge("sluice_process_start_time_seconds", "When the daemon started, in Unix time.")
        .add({}, std::chrono::duration<double>(started_.time_since_epoch()).count());
    add_policy_metrics(*active_(), out);
    add_subscriber_metrics(registry_, out);
    add_traffic_metrics(workers, out);
    add_ecn_metrics(workers, out);
    add_classifier_metrics(workers, out);
    add_learnt_endpoint_metrics(workers, out);
    add_flow_metrics(workers, out);
    add_answer_metrics(workers, out);
    add_limit_metrics(workers, out);
    add_queue_metrics(workers, out);
    add_worker_metrics(workers, out);
    add_pool_metrics(dataplane_.pools(), out);
    add_link_metrics(dataplane_.links, workers, out);
    const auto ports = dataplane_.ports();
    add_port_metrics(ports, out);
    add_link_state_metrics(dataplane_, ports, out);
    for (const Part& part : parts_)
        part(out);
    return out.take();
}

}  // namespace sluice
