// SPDX-License-Identifier: Apache-2.0
#include "dataplane/scheduler/shared_gates.h"

namespace sluice {

uint32_t SharedGates::permille_of(uint32_t gate, size_t direction, uint32_t worker,
                                  uint32_t floor_permille) {
    constexpr uint32_t kWhole = 1'000;
    uint64_t priority = 0;
    uint64_t best_effort = 0;
    for (uint32_t i = 0; i < workers_; ++i) {
        const GateWeights& weights = this->weights(gate, direction, i);
        priority += weights.priority.load(std::memory_order_relaxed);
        best_effort += weights.best_effort.load(std::memory_order_relaxed);
    }
    if (priority == 0 && best_effort == 0)
        return kWhole / workers_;
    const GateWeights& own = weights(gate, direction, worker);
    const uint64_t for_best_effort =
        best_effort == 0 ? 0 : (priority == 0 ? kWhole : floor_permille);
    uint64_t part = 0;
    if (priority != 0)
        part +=
            (kWhole - for_best_effort) * own.priority.load(std::memory_order_relaxed) / priority;
    if (best_effort != 0)
        part += for_best_effort * own.best_effort.load(std::memory_order_relaxed) / best_effort;
    return static_cast<uint32_t>(part);
}

}  // namespace sluice
