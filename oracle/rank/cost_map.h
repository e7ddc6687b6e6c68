// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "oracle/rank/pid.h"

namespace sluice {

// What a byte costs from one location to another (RFC 7285, section 5.3): less is better, no unit.
// Immutable once it is published; any thread.
class CostMap {
 public:
    // Nothing is said of the pair: such a peer comes after all others, and ALTO leaves it out.
    static constexpr float kUnknown = 3.4e38F;

    explicit CostMap(size_t pids, float every_pair = kUnknown);

    // kUnknown for kNoPid at either end.
    float cost(Pid from, Pid to) const;
    // cost: zero or more, finite.
    void set(Pid from, Pid to, float cost);

    size_t pids() const { return pids_; }
    size_t memory_bytes() const;

 private:
    size_t pids_;
    std::vector<float> costs_;  // a row for each from
};

}  // namespace sluice
