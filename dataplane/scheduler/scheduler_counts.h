// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/counter.h"

namespace sluice {

// What a worker's scheduler counts. Anybody may read it at any time.
struct SchedulerCounts {
    Counter held;                   // packets that had to wait
    Counter subscribers_exhausted;  // packets that went unshaped, for want of a leaf
    Counter flows_exhausted;        // or of a queue
    Counter groups_exhausted;  // packets that went as others of their class, for want of a group
    Counter waiting_packets;   // a gauge
    Counter leaves;            // a gauge: lines, by direction, that have or had packets just now
};

}  // namespace sluice
