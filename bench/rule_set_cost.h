// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "bench/scenes.h"

namespace sluice::bench {

struct RuleSetCosts {
    double without_ns = 0;   // settled flows, beyond the baseline
    double with_ns = 0;      // the same, under the rules
    double ratio = 0;        // median of the pairs' ratios
    uint64_t decisions = 0;  // while it was measured
    uint64_t lost_packets = 0;
};

// Settled flows in two boxes in turn, one of them under a large policy.
RuleSetCosts rule_set_cost(CapturePort& port, const Scene& scene);

}  // namespace sluice::bench
