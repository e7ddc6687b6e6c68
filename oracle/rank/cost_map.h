// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "oracle/rank/pid.h"

namespace sluice {

// What a byte costs from one location to another (RFC 7285, section 5.3): less is better, no unit.
// Immutable once it is published; any thread. Locations from which nothing particular is said, as
// most that are elsewhere in the world, take no row.
class CostMap {
 public:
    // Nothing is said of the pair: such a peer comes after all others, and ALTO leaves it out.
    static constexpr float kUnknown = 3.4e38F;

    // pids: of the network map; at most kMostPids. every_pair: as in set(). Throws
    // std::invalid_argument otherwise.
    explicit CostMap(size_t pids, float every_pair = kUnknown);

    // kUnknown for kNoPid at either end.
    float cost(Pid from, Pid to) const {
        if (from >= pids_ || to >= pids_)
            return kUnknown;
        const uint32_t row = row_of_[from];
        return row == kNoRow ? every_pair_ : costs_[row * pids_ + to];
    }
    // cost: from zero to kUnknown. from, to: below pids(). Throws std::invalid_argument otherwise.
    void set(Pid from, Pid to, float cost);
    // Whether set() has been called for any pair that begins there.
    bool has_row(Pid from) const { return from < pids_ && row_of_[from] != kNoRow; }

    size_t pids() const { return pids_; }
    float every_pair() const { return every_pair_; }
    size_t memory_bytes() const;

 private:
    static constexpr uint32_t kNoRow = UINT32_MAX;

    size_t pids_;
    float every_pair_;
    std::vector<uint32_t> row_of_;  // by from
    std::vector<float> costs_;      // rows of pids_ each
};

}  // namespace sluice
