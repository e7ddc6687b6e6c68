// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dataplane/publish.h"

namespace sluice {

// What the services and the metrics ask of the packet path, each callable from any thread. They
// are tested without one.
struct DataplaneView {
    std::vector<LinkConfiguration> links;
    std::vector<std::string> port_links;  // which link a FlowReport::port is of
    std::function<std::vector<FlowReport>(const FlowFilter&, size_t limit)> list_flows;
    std::function<std::vector<FlowReport>(const FlowFilter&, size_t count)> top_flows;
    std::function<std::vector<WorkerReport>()> workers;
    std::function<std::vector<PortReport>()> ports;
    std::function<std::vector<PoolReport>()> pools;
    std::function<std::vector<LinkState>()> link_states;     // by links
    std::function<void(size_t link, LinkForce)> force_link;  // throws DataplaneError
};

}  // namespace sluice
