// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "oracle/tracker/layers/tracker_layers.h"
#include "oracle/tracker/request_counts.h"
#include "oracle/tracker/swarms.h"
#include "oracle/tracker/topology_in_use.h"
#include "oracle/tracker/upstream/upstream.h"

namespace sluice {

// What one kind of server has been asked.
struct TransportCounts {
    std::string_view transport;  // "udp"
    const RequestCounts* counts = nullptr;
    uint64_t unsent = 0;  // answers that the kernel did not take
};

struct SwarmSizes {
    uint32_t swarms = 0;
    uint32_t peers[kPeerKinds] = {};  // by PeerKind
    uint64_t forgotten = 0;
    size_t hashes_listed = 0;
};
SwarmSizes sizes_of(const Swarms& swarms);

// As Prometheus reads it: counts alone, and no label names a swarm or an address. upstream: none
// if there is none.
std::string tracker_metrics_text(const SwarmSizes& sizes, std::span<const TransportCounts> counts,
                                 const TrackerLayers& layers, const Upstream* upstream,
                                 const TopologyState& topology);

}  // namespace sluice
