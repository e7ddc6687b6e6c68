// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "bench/capture_port.h"
#include "bench/scenes.h"

namespace sluice::bench {

struct UsageCosts {
    double without_ns = 0;  // settled flows of subscribers, beyond the baseline
    double with_ns = 0;     // the same, with usage accounted for, between two rounds
    double round_ms = 0;    // of the worker, in a round in which every flow had packets
    // With and without, the share of a round that comes every five seconds included.
    double ratio = 0;
    uint64_t subscribers = 0;
    uint64_t unattributed_packets = 0;
    uint64_t lost_packets = 0;
    double bytes_per_subscriber = 0;  // of rows, of one who is active
};

// Settled flows in two boxes in turn, one of which accounts for what its subscribers use.
UsageCosts usage_cost(CapturePort& port, const Scene& scene);

}  // namespace sluice::bench
