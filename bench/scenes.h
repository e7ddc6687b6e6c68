// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "bench/capture_port.h"
#include "dataplane/worker.h"

namespace sluice::bench {

class Box;

struct Scene {
    uint32_t flows = 1'024;  // in the table, about
    uint32_t flows_in_capture = 256;
    uint64_t packets_per_run = 1'000'000;
    unsigned runs = 7;  // of baseline and box in turn; the figures are medians
    unsigned rules = 10'000;
};

// Nanoseconds are per packet, of one core.
struct Costs {
    double baseline_ns = 0;
    double total_ns = 0;
    double beyond_ns = 0;  // median of the differences
    uint64_t flows = 0;
    uint64_t lost_packets = 0;
    size_t flow_bytes = 0;    // table, keys and wheel, of each flow that fits
    size_t table_bytes = 0;   // all of that
    size_t worker_bytes = 0;  // with the classifier's, the policer's and the fragments' memory
    double mean_run_flows_created = 0;
};

struct SwapCosts {
    double redecide_ns = 0;  // of a flow
    double compile_ms = 0;   // on another core, under load
    unsigned swaps_under_load = 0;
    uint64_t packets_under_load = 0;
    uint64_t lost_packets = 0;
};

struct FloodCosts {
    double quiet_ns = 0;            // settled flows, beyond the baseline
    double flooded_ns = 0;          // the same, with the flood's flows under inspection
    double ratio = 0;               // median of the pairs' ratios
    uint64_t half_open = 0;         // flows of the flood in the table, at the end
    uint32_t undecided_in_use = 0;  // of them, those that the classifier keeps state for
    uint64_t flood_packets = 0;
    uint64_t flood_forwarded = 0;
    uint64_t new_flows = 0;  // that came afterwards, with a whole handshake
    uint64_t new_packets_lost = 0;
    uint64_t new_recognised = 0;
    uint64_t undecided_exhausted = 0;  // not inspected for want of state, and counted
    uint64_t held_exhausted = 0;       // or of a buffer
    size_t memory_growth = 0;          // of the classifier
};

WorkerSettings worker_settings(uint32_t flows);
uint32_t variants_for(const Scene& scene);
// Until every flow has been seen and inspected as far as it will be.
void settle(Box& box, uint64_t cycle_packets);

// Every flow is known and will not be inspected again.
Costs settled_flows(CapturePort& port, const Scene& scene);
// No flow of a pass was there before; as many end as begin, since time passes in proportion.
Costs fresh_flows(CapturePort& port, const Scene& scene);
// Settled flows in two boxes in turn, one of them flooded with so many half-open flows.
FloodCosts flooded(CapturePort& port, const Scene& scene, uint32_t half_open);
// Snapshots of many rules replace one another.
SwapCosts policy_swaps(CapturePort& port, const Scene& scene);

}  // namespace sluice::bench
