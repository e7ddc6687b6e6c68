// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

class SharedGates;

// One worker's share of the memory for what waits.
struct SchedulerSettings {
    uint32_t packets = 16'384;  // that wait
    uint32_t flows = 8'192;     // that have packets waiting
    // Leaves: who has packets waiting, or sent just now; by direction.
    uint32_t subscribers = 4'096;
    uint32_t groups = 1'024;  // what rules shape of one subscriber
    // What the gates share with other workers'; outlives the scheduler. Null: there are none.
    SharedGates* shared_gates = nullptr;
    uint32_t worker = 0;
};

}  // namespace sluice
