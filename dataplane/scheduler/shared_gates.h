// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "classifier/attributes.h"
#include "policy/lazy_array.h"
#include "policy/shared_credit.h"

namespace sluice {

// What one worker has waiting at a gate, for the others to see.
struct alignas(64) GateWeights {
    std::atomic<uint64_t> priority{0};  // and guaranteed
    std::atomic<uint64_t> best_effort{0};
};

// The gates of one dataplane, whose rates all workers draw on: time that has been handed out, and
// who waits. By the gate's index in the plan; while the workers change from one plan to the next,
// two gates may for a moment share what stands here, which gives neither more than its rate.
class SharedGates {
 public:
    static constexpr uint32_t kMostGates = 1 << 16;

    explicit SharedGates(uint32_t workers)
        : workers_(workers),
          rates_(size_t{kMostGates} * kDirectionCount),
          weights_(size_t{kMostGates} * kDirectionCount * workers) {}

    uint32_t workers() const { return workers_; }
    SharedRate& rate(uint32_t gate, size_t direction) {
        return rates_[gate * kDirectionCount + direction];
    }
    GateWeights& weights(uint32_t gate, size_t direction, uint32_t worker) {
        return weights_[(gate * kDirectionCount + direction) * workers_ + worker];
    }

    // The part of the gate's rate that a worker may count on, in thousandths: of what is for
    // priority best effort by weight, and of the floor, or of all if nobody else waits, by weight
    // of best effort. If nothing waits anywhere, an even part.
    uint32_t permille_of(uint32_t gate, size_t direction, uint32_t worker, uint32_t floor_permille);

 private:
    uint32_t workers_;
    LazyArray<SharedRate> rates_;
    LazyArray<GateWeights> weights_;
};

}  // namespace sluice
