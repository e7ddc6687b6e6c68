// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "oracle/rank/cost_map.h"
#include "oracle/rank/pid.h"

namespace sluice {

// The order of what a cost map says of one location, without the costs: sorting by it needs no
// more than counting. Immutable; any thread.
class CostTiers {
 public:
    explicit CostTiers(const CostMap& costs);

    // Of peers everywhere, seen from one location.
    class From {
     public:
        // 0: the cheapest; equal costs, equal tiers; without a gap. known(): the cost is not known.
        uint16_t of(Pid to) const { return to < tiers_.size() ? tiers_[to] : known_; }
        // How many tiers there are of costs that are known.
        uint16_t known() const { return known_; }

     private:
        friend class CostTiers;
        From(std::span<const uint16_t> tiers, uint16_t known) : tiers_(tiers), known_(known) {}

        std::span<const uint16_t> tiers_;
        uint16_t known_;
    };
    // kNoPid: nothing is known.
    From from(Pid from) const;

    size_t memory_bytes() const;

 private:
    static constexpr uint32_t kPlainRow = 0;  // of locations from which every pair costs the same

    size_t pids_;
    std::vector<uint32_t> row_of_;  // by from
    std::vector<uint16_t> tiers_;   // rows of pids_ each
    std::vector<uint16_t> known_;   // by row
};

}  // namespace sluice
