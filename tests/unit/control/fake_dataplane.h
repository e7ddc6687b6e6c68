// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "control/dataplane_view.h"

namespace sluice {

// What a packet path with one link, two ports and two workers would answer.
struct FakeDataplane {
    std::vector<std::unique_ptr<WorkerCounters>> counters;
    std::vector<std::unique_ptr<Classifier::Counts>> classifiers;
    std::vector<FlowReport> flows;
    FlowFilter last_filter;  // as the packet path was asked
    size_t last_limit = 0;
    DataplaneView view;

    FakeDataplane() {
        for (int i = 0; i < 2; ++i) {
            counters.push_back(std::make_unique<WorkerCounters>());
            classifiers.push_back(std::make_unique<Classifier::Counts>());
        }
        view.links.push_back({.name = "pop1", .pairs = {}, .up_bps = 1'000, .down_bps = 2'000});
        view.port_links = {"pop1", "pop1"};
        view.list_flows = view.top_flows = [this](const FlowFilter& filter, size_t limit) {
            last_filter = filter;
            last_limit = limit;
            return flows;
        };
        view.workers = [this] { return workers(); };
        view.ports = [] {
            PortReport access{.name = "eth2", .link = "pop1", .access_side = true, .up = true};
            access.received_packets = 12;
            access.missed_packets = 3;
            access.xstats = {{"rx_crc_errors", 4}};
            return std::vector<PortReport>{access, {.name = "eth3", .link = "pop1"}};
        };
        view.pools = [] { return std::vector<PoolReport>{{"socket0", 10, 100}}; };
    }

    std::vector<WorkerReport> workers() const {
        std::vector<WorkerReport> reports;
        for (unsigned i = 0; i < 2; ++i) {
            WorkerReport report{.index = i, .core = i + 1};
            report.counters = counters[i].get();
            report.classifier = classifiers[i].get();
            report.running_ns = 4'000'000'000;
            report.flow_capacity = 1'000;
            report.police_capacity = 50;
            report.undecided_in_use = 5;
            report.undecided_capacity = 20;
            reports.push_back(report);
        }
        return reports;
    }
};

}  // namespace sluice
