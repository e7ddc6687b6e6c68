// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "bench/capture_port.h"

namespace sluice::bench {

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

// Every flow is known and will not be inspected again.
Costs settled_flows(CapturePort& port, const Scene& scene);
// No flow of a pass was there before; as many end as begin, since time passes in proportion.
Costs fresh_flows(CapturePort& port, const Scene& scene);
// Snapshots of many rules replace one another.
SwapCosts policy_swaps(CapturePort& port, const Scene& scene);

}  // namespace sluice::bench
