// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "oracle/rank/cost_map.h"

namespace sluice {

// What becomes of a cost at some time of day: a multiple of what is written, or so much more.
struct CostChange {
    double factor = 1;  // from 0
    double more = 0;    // from 0

    // A cost that is not known is not known at any time.
    float of(float cost) const {
        return cost < CostMap::kUnknown ? static_cast<float>(cost * factor + more) : cost;
    }
    friend bool operator==(const CostChange&, const CostChange&) = default;
};

// How costs change over a day that is like every other (RFC 8896 calls that a Cost Calendar): in
// intervals of the same length, the first of which begins at midnight. Immutable; any thread.
class CostCalendar {
 public:
    static constexpr uint32_t kDayS = 86'400;

    struct Day {
        uint32_t interval_s = kDayS;  // a day is a multiple of it
        int32_t utc_offset_s = 0;     // east of UTC: where it is midnight. The same all year
        uint32_t repeated = 1;        // for how many days from now it is good, as the operator says

        friend bool operator==(const Day&, const Day&) = default;
    };
    // Changes of pairs: many pairs share a row, which has one for each interval.
    struct Changes {
        std::vector<uint16_t> row_of;  // by from * pids + to
        std::vector<std::vector<CostChange>> rows;
    };

    // routing, ranking: what is written. Throws std::invalid_argument, one line, where these are of
    // different numbers of locations, or the day has no whole number of intervals.
    CostCalendar(Day day, CostMap routing, CostMap ranking, Changes changes);

    const Day& day() const { return day_; }
    const Changes& changes() const { return changes_; }
    size_t pids() const { return routing_.pids(); }
    size_t intervals() const { return kDayS / day_.interval_s; }

    // When the interval that a moment is in began, and its place in the day. In seconds since 1970,
    // of any day.
    int64_t begin_s(int64_t unix_s) const;
    size_t interval_at(int64_t unix_s) const;

    // What may be told, of one pair; kUnknown for kNoPid at either end.
    float routing_cost(Pid from, Pid to, size_t interval) const {
        const float written = routing_.cost(from, to);
        return written < CostMap::kUnknown ? change(from, to, interval).of(written) : written;
    }
    CostMap routing_costs(size_t interval) const { return changed(routing_, interval); }
    CostMap ranking_costs(size_t interval) const { return changed(ranking_, interval); }
    // Whether costs are the same in both.
    bool is_same(size_t interval, size_t other) const;

    size_t memory_bytes() const;

 private:
    const CostChange& change(Pid from, Pid to, size_t interval) const {
        return changes_.rows[changes_.row_of[size_t{from} * pids() + to]][interval];
    }
    CostMap changed(const CostMap& written, size_t interval) const;

    Day day_;
    CostMap routing_;
    CostMap ranking_;
    Changes changes_;
};

}  // namespace sluice
