// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "control/dataplane_view.h"

namespace sluice {

// What a packet path with one link, two ports and two workers would answer.
struct FakeDataplane {
    std::vector<std::unique_ptr<WorkerCounters>> counters;
    std::vector<std::unique_ptr<Classifier::Counts>> classifiers;
    std::vector<std::unique_ptr<LearntEndpoints::Counts>> endpoints;
    std::array<std::vector<LinkBytes>, 2> links{std::vector<LinkBytes>(1),
                                                std::vector<LinkBytes>(1)};
    std::vector<FlowReport> flows;
    std::vector<LinkState> link_states;  // inspecting, where fewer than links are said
    bool can_be_forced = true;
    LinkForce forced = LinkForce::inspect;
    FlowFilter last_filter;  // as the packet path was asked
    size_t last_limit = 0;
    DataplaneView view;

    FakeDataplane() {
        for (int i = 0; i < 2; ++i) {
            counters.push_back(std::make_unique<WorkerCounters>());
            classifiers.push_back(std::make_unique<Classifier::Counts>());
            endpoints.push_back(std::make_unique<LearntEndpoints::Counts>());
        }
        LinkConfiguration link;
        link.name = "pop1";
        link.up_bps = 1'000;
        link.down_bps = 2'000;
        view.links = {link};
        view.port_links = {"pop1", "pop1"};
        view.list_flows = view.top_flows = [this](const FlowFilter& filter, size_t limit) {
            last_filter = filter;
            last_limit = limit;
            return flows;
        };
        view.workers = [this] { return workers(); };
        view.ports = [] {
            PortReport access;
            access.name = "eth2";
            access.link = "pop1";
            access.role = PortRole::access;
            access.up = true;
            access.received_packets = 12;
            access.missed_packets = 3;
            access.xstats = {{"rx_crc_errors", 4}};
            PortReport core;
            core.name = "eth3";
            core.link = "pop1";
            core.role = PortRole::core;
            return std::vector<PortReport>{access, core};
        };
        view.link_states = [this] {
            auto states = link_states;
            states.resize(view.links.size());
            return states;
        };
        view.force_link = [this](size_t, LinkForce force) {
            if (!can_be_forced)
                throw DataplaneError("port eth2 cannot be forced");
            forced = force;
        };
        view.pools = [] { return std::vector<PoolReport>{{"socket0", 10, 100}}; };
    }

    std::vector<WorkerReport> workers() const {
        std::vector<WorkerReport> reports;
        for (unsigned i = 0; i < 2; ++i) {
            WorkerReport report;
            report.index = i;
            report.core = i + 1;
            report.counters = counters[i].get();
            report.classifier = classifiers[i].get();
            report.endpoints = endpoints[i].get();
            report.endpoints_capacity = 30;
            report.links = links[i];
            report.running_ns = 4'000'000'000;
            report.flow_capacity = 1'000;
            report.police_capacity = 50;
            report.connection_caps_capacity = 60;
            report.counted_strangers_capacity = 70;
            report.undecided_in_use = 5;
            report.undecided_capacity = 20;
            reports.push_back(report);
        }
        return reports;
    }
};

}  // namespace sluice
