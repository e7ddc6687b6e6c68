// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "dataplane/scheduler/element_pool.h"
#include "dataplane/scheduler/gate.h"
#include "dataplane/scheduler/parked.h"
#include "dataplane/scheduler/parking_wheel.h"
#include "dataplane/scheduler/shared_gates.h"
#include "policy/lazy_array.h"
#include "policy/shaping_plan.h"

namespace sluice {

inline constexpr int kMostGateLevels = kMostSiteLevels + 2;  // sites, the link, the top

// Whose turn it is at the gates.
struct Turn {
    uint32_t gate = 0;
    ServiceLevel level = ServiceLevel::priority_best_effort;
    int64_t credit = 0;       // of the narrowest gate on the way
    uint32_t most_bytes = 0;  // that may go before others are asked
    int depth = 0;            // of the path, which ends with the gate
    std::array<uint16_t, kMostGateLevels> path{};
    std::array<ServiceLevel, kMostGateLevels> served{};  // at each gate of the path
};

// One worker's gates of one direction, and who waits at them. Between subscribers of a gate deficit
// round robin by weight; between child gates the least virtual time, by the weight of all that
// waits below: so what a subscriber gets does not depend on how many others its site has.
class GateTree {
 public:
    // wheel: outlives it.
    // shared: null, or what this worker's gates share with other workers'; outlives it, too.
    GateTree(Direction direction, ParkingWheel& wheel, SharedGates* shared, uint32_t worker);

    // Before anything else that is done at this time.
    void set_now(uint64_t now_ns) { now_ns_ = now_ns; }

    // The gates of another plan, with nobody waiting. Credit stays with the name. The plan outlives
    // it, or the next.
    void adopt(const ShapingPlan& plan);

    Gate& operator[](uint32_t gate) { return gates_[gate]; }

    // All gates from this one up have credit, and nobody waits there: a packet may go at once.
    bool lets_pass(uint32_t gate);
    void charge(uint32_t gate, uint32_t bytes, ServiceLevel level);

    // Weight of those who begin to wait at the gate, or are done.
    void add_weight(uint32_t gate, ServiceLevel level, uint64_t weight);
    void remove_weight(uint32_t gate, ServiceLevel level, uint64_t weight);

    // Down from the top by open gates to one with leaves, or guarantees, whose turn it is. Gates
    // without credit close on the way, and park. False: nobody may send.
    bool choose(Turn& turn);
    void served(const Turn& turn, uint32_t bytes);

    // Off the wheel.
    void reopen(uint32_t gate);
    void renew_minimum(uint32_t gate);

    // Some of the gates that have opened since they were last forgotten.
    std::span<const uint32_t> opened() const { return {opened_.data(), opened_count_}; }
    void forget_opened() { opened_count_ = 0; }
    static constexpr size_t kMostOpened = 32;

    // Whether the gate has credit left once so many bytes were sent there.
    bool stays_open(uint32_t gate, uint32_t bytes) const {
        return rate(gate).bps == 0 ||
               gates_[gate].bucket.credit() > static_cast<int64_t>(bytes * kCreditPerByte);
    }

    size_t memory_bytes() const;

 private:
    const GatePlan& plan(uint32_t gate) const { return plan_->gates[gate]; }
    const Rate& rate(uint32_t gate) const { return plan(gate).rate[direction_]; }
    // What the gate weighs at its parent.
    uint64_t upward(uint32_t gate, size_t level) const;
    bool waits(uint32_t gate, size_t level) const;
    bool is_congested(uint32_t gate) const;
    size_t level_at(uint32_t gate, bool best_effort_alone, bool with_floor);
    uint32_t parked(Parked::Kind kind, uint32_t gate) const;
    void spread(uint32_t gate, size_t level, uint64_t before);
    void close(uint32_t gate);
    void fill(uint32_t gate);
    void borrow(uint32_t gate);
    void publish_weights(uint32_t gate);
    uint64_t opens_at_ns(uint32_t gate) const;
    void take(uint32_t gate, uint32_t bytes, ServiceLevel level);
    void place_by_minimum(uint32_t gate);

    void enter(uint32_t gate, size_t level);
    void leave(uint32_t gate, size_t level);
    uint32_t* heap(uint32_t parent, size_t level) {
        return &heaps_[level][gates_[parent].children];
    }
    void sift_up(uint32_t gate, size_t level);
    void sift_down(uint32_t gate, size_t level);

    const size_t direction_;
    ParkingWheel& wheel_;
    SharedGates* const shared_;
    const uint32_t worker_;
    uint64_t now_ns_ = 0;
    uint32_t count_ = 0;  // of gates
    std::array<uint32_t, kMostOpened> opened_{};
    size_t opened_count_ = 0;
    const ShapingPlan* plan_ = nullptr;
    // Room for as many as a plan may have; memory is taken for those that one had.
    LazyArray<Gate> gates_{SharedGates::kMostGates};
    LazyArray<Gate> spare_{SharedGates::kMostGates};  // while a plan is adopted
    std::array<LazyArray<uint32_t>, kServiceLevelCount> heaps_{
        LazyArray<uint32_t>{SharedGates::kMostGates}, LazyArray<uint32_t>{SharedGates::kMostGates},
        LazyArray<uint32_t>{SharedGates::kMostGates}};
};

}  // namespace sluice
