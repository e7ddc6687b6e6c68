// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "oracle/feeds/topology_source.h"
#include "oracle/load/measured_load.h"
#include "oracle/rank/present_topology.h"
#include "oracle/tracker/shared_tracker.h"

namespace sluice {

// How the topology that peers are chosen by is at one moment, for the metrics.
struct TopologyState {
    uint64_t loads = 0;     // how often one has been put to use
    uint64_t refusals = 0;  // how often one was not: what was before stayed
    size_t locations = 0;
    size_t prefixes = 0;
    std::vector<FeedState> feeds;
    std::vector<LinkState> links;
};

// The operator's topology (docs/oracle-topology.md) at the time of day and with the load that boxes
// measure, and the tracker that chooses by it. All but state() is for one thread, which it takes as
// long as reading takes; the tracker is held up for a pointer's time.
class TopologyInUse {
 public:
    using Tell = std::function<void(const std::string&)>;

    // The tracker outlives it. tell: gets a line of what an operator wants to know.
    TopologyInUse(std::string path, SharedTracker& tracker, Tell tell);

    // Reads the file and its feeds anew, and uses them. False: what was before stays, and why has
    // been told.
    bool load();

    // Whether there is something new without the file having been read again, and then uses it: to
    // be called every few seconds.
    void look();

    TopologyState state() const;  // any thread
    std::string size_text() const;

 private:
    void use(std::shared_ptr<const Topology> topology);
    void show(uint64_t loads, uint64_t refusals);

    TopologySource source_;
    PresentTopology present_;
    MeasuredLoad load_;
    SharedTracker& tracker_;
    const Tell tell_;
    std::shared_ptr<const Topology> used_;
    mutable std::mutex mutex_;  // of state_
    TopologyState state_;
};

}  // namespace sluice
