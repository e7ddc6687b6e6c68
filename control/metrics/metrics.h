// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <prometheus/collectable.h>

#include "control/dataplane_view.h"
#include "control/metrics/families.h"
#include "control/subscribers/registry.h"
#include "policy/snapshot.h"

namespace sluice {

// What Prometheus is told, read from the live counters when it asks; nothing is kept in between.
// No label names a subscriber or an address (docs/control.md lists all).
class Metrics : public prometheus::Collectable {
 public:
    using ActivePolicy = std::function<std::shared_ptr<const Snapshot>()>;

    // The view and the registry outlive it.
    Metrics(const DataplaneView& dataplane, ActivePolicy active, const SubscriberRegistry& registry,
            std::chrono::system_clock::time_point started);

    // One more part of the box that counts something. Before anybody asks.
    using Part = std::function<void(Families&)>;
    void add(Part part) { parts_.push_back(std::move(part)); }

    std::vector<prometheus::MetricFamily> Collect() const override;

 private:
    const DataplaneView& dataplane_;
    const ActivePolicy active_;
    const SubscriberRegistry& registry_;
    const std::chrono::system_clock::time_point started_;
    std::vector<Part> parts_;
};

// The parts, each a few families.
void add_traffic_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_ecn_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_classifier_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_learnt_endpoint_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_flow_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_answer_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_limit_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_queue_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_worker_metrics(const std::vector<WorkerReport>& workers, Families& out);
void add_link_metrics(const std::vector<LinkConfiguration>& links,
                      const std::vector<WorkerReport>& workers, Families& out);
void add_port_metrics(const std::vector<PortReport>& ports, Families& out);

}  // namespace sluice
