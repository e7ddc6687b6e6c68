// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <rte_mempool.h>

#include "dataplane/dataplane_impl.h"
#include "dataplane/scheduler/scheduler.h"
#include "dataplane/shunt/shunt.h"

namespace sluice {

std::vector<WorkerReport> Dataplane::Impl::workers() const {
    const MemoryConfiguration& memory = configuration_.memory;
    std::vector<WorkerReport> reports;
    for (const auto& worker : workers_) {
        WorkerReport report;
        report.index = worker->index;
        report.core = cores_.workers[worker->index];
        report.counters = &worker->counters;
        report.classifier = &worker->classifier.counts();
        report.endpoints = &worker->classifier.endpoints().counts();
        if (worker->flow_records)
            report.flow_records = &worker->flow_records->counts();
        report.rules = &worker->rules;
        report.links = worker->links;
        report.samples = &worker->samples.counts();
        report.running_ns = shared_->clock.now_ns() - started_ns_;
        report.flow_capacity = worker->flows.capacity();
        report.scheduler = worker->scheduler ? &worker->scheduler->counts() : nullptr;
        report.police_capacity = worker->policer.capacity();
        report.connection_caps_capacity = worker->caps.capacity();
        report.counted_strangers_capacity = worker->subscriber_flows.strangers_capacity();
        report.undecided_in_use = worker->classifier.undecided_in_use();
        report.undecided_capacity = share(memory.undecided_flows);
        report.walkers_in_use = worker->classifier.walkers_in_use();
        report.walkers_capacity = share(memory.walked_flows);
        report.endpoints_capacity = worker->classifier.endpoints().capacity();
        reports.push_back(report);
    }
    return reports;
}

std::vector<PortReport> Dataplane::Impl::ports() const {
    std::vector<PortReport> reports;
    for (const Port& port : ports_)
        reports.push_back(report_port(port, configuration_.links[port.link].name));
    return reports;
}

DhcpCopyReport Dataplane::Impl::dhcp_copies() const {
    DhcpCopyReport report;
    for (const auto& worker : workers_) {
        if (worker->dhcp != nullptr)
            worker->dhcp->add_to(report);
    }
    return report;
}

std::vector<PoolReport> Dataplane::Impl::pools() const {
    return {
        {.name = "packets", .in_use = rte_mempool_in_use_count(pool_), .capacity = pool_->size}};
}

std::vector<MemoryReport> Dataplane::Impl::memory() const {
    size_t tables = 0;
    size_t fragments = 0;
    size_t classifiers = 0;
    size_t endpoints = shared_->endpoint_news.memory_bytes();
    size_t buckets = 0;
    size_t connections = 0;
    size_t records = 0;
    size_t usage = 0;
    size_t queues = 0;
    for (const auto& worker : workers_) {
        tables += worker->flows.memory_bytes();
        fragments += worker->fragments.memory_bytes();
        const size_t learnt = worker->classifier.endpoints().memory_bytes();
        classifiers += worker->classifier.memory_bytes() - learnt;
        endpoints += learnt;
        buckets += worker->policer.memory_bytes();
        connections += worker->caps.memory_bytes() + worker->subscriber_flows.memory_bytes();
        records += worker->flow_records ? worker->flow_records->memory_bytes() : 0;
        usage += worker->usage.memory_bytes();
        queues += worker->scheduler ? worker->scheduler->memory_bytes() : 0;
    }
    const std::string pages(name(workers_.front()->flows.pages()));
    const size_t buffer = pool_->elt_size + pool_->header_size + pool_->trailer_size;
    std::vector<MemoryReport> reports{
        {"flow tables", tables, std::to_string(configuration_.memory.flows) + " flows, " + pages},
        {"classifier", classifiers,
         std::to_string(configuration_.memory.undecided_flows) + " flows under inspection, " +
             std::to_string(configuration_.memory.walked_flows) + " walked"},
        {"learnt endpoints", endpoints,
         std::to_string(configuration_.memory.learnt_endpoints) + " known to each worker"},
        {"police buckets", buckets, std::to_string(configuration_.memory.police_buckets)},
        {"caps and limits", connections,
         std::to_string(configuration_.memory.connection_caps) + " under caps, " +
             std::to_string(configuration_.memory.counted_strangers) + " strangers"},
        {"usage", usage, std::to_string(configuration_.memory.usage_rows) + " rows, twice"},
        {"queues", queues,
         std::to_string(configuration_.memory.queued_packets) + " packets of " +
             std::to_string(configuration_.memory.queued_flows) + " flows, " +
             std::to_string(configuration_.memory.shaped_subscribers) + " lines"},
        {"answers", workers_.size() * Answers::memory_bytes(),
         std::to_string(Answers::kCapacity) + " of a burst"},
        {"fragments", fragments, std::to_string(configuration_.memory.fragments) + " datagrams"},
        {"packet buffers", pool_->size * buffer,
         std::to_string(pool_->size) + " of " + std::to_string(buffer) + " bytes, " +
             (huge_pages_ ? "huge" : "normal") + " pages"},
    };
    if (configuration_.copy_dhcp)
        reports.push_back({"DHCP copies", workers_.size() * DhcpCopies::memory_bytes(),
                           std::to_string(DhcpCopies::kCapacity) + " a worker"});
    if (shunt_clerk_) {
        size_t shunt = 0;
        for (const auto& worker : workers_)
            shunt += worker->shunt->memory_bytes();
        reports.push_back({"shunted flows", shunt + shunt_clerk_->maps().memory_bytes(),
                           std::to_string(configuration_.memory.shunted_flows)});
    }
    if (records != 0)
        reports.push_back({"flow records", records, "what has been exported of each flow"});
    return reports;
}

}  // namespace sluice
