// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "bench/capture_port.h"
#include "bench/scenes.h"

namespace sluice::bench {

struct ChangeCosts {
    double quiet_ns = 0;     // settled flows of subscribers, beyond the baseline
    double changing_ns = 0;  // the same, while subscribers change
    double ratio = 0;        // median of the pairs' ratios
    double changes_per_s = 0;
    uint32_t subscribers = 0;
    uint64_t lost_packets = 0;
};

// Every settled flow is some subscriber's. Another thread changes so many of them a second: tiers
// of those that have flows, and others that come and go.
ChangeCosts subscriber_changes(CapturePort& port, const Scene& scene, uint32_t changes_per_s);

}  // namespace sluice::bench
