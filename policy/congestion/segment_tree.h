// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "policy/congestion/congestion_engine.h"
#include "policy/congestion/time_line.h"
#include "policy/congestion/transition.h"
#include "policy/congestion/use_window.h"
#include "policy/policy.h"

namespace sluice {

// The sites and links, with what is used of them and whether it is too much.
class SegmentTree {
 public:
    struct Side {
        uint64_t capacity_bps = 0;
        uint32_t threshold_permille = 0;
        uint64_t pending_bytes = 0;  // since the last advance, those of below not included
        UseWindow window;
        bool near_congested = false;
        TimeLine::Moment since;
    };
    struct Segment {
        std::string name;
        bool is_link = false;
        uint32_t parent = kNoSegment;
        uint64_t slice_ns = 0;
        std::array<Side, kDirectionCount> sides;
        // Of itself or of one above; bit n: Direction n.
        uint8_t near_mask = 0;

        uint64_t window_ns() const { return slice_ns * UseWindow::kSlices; }
        uint32_t permille(Direction direction, uint64_t now_ns) const;
    };

    // Who was there before stays as it is. Ends of the states of who is gone go to `ended`.
    void configure(const Policy& policy, std::span<const CongestionLink> links,
                   const TimeLine& time, std::vector<Transition>& ended);
    void end_all(TransitionCause cause, const TimeLine& time, std::vector<Transition>& ended);

    void add(uint32_t segment, Direction direction, uint64_t bytes);
    // Gives those whose near_mask is another now.
    std::vector<uint32_t> advance(const TimeLine& time, std::vector<Transition>& found);

    uint32_t count() const { return static_cast<uint32_t>(segments_.size()); }
    const Segment& operator[](uint32_t number) const { return segments_[number]; }
    uint32_t number(const std::string& name, bool is_link) const;
    // Where a subscriber is that has no site.
    uint32_t only_link() const { return only_link_; }
    uint8_t near_mask(uint32_t segment) const {
        return segment == kNoSegment ? 0 : segments_[segment].near_mask;
    }
    // The nearest that is near congestion, of itself and those above; kNoSegment: none.
    uint32_t near_congested(uint32_t segment, Direction direction) const;

 private:
    void pass_up(uint32_t number);
    void decide(uint32_t number, Direction direction, const TimeLine& time,
                std::vector<Transition>& found);
    Transition transition(uint32_t number, Direction direction, const TimeLine& time) const;

    std::vector<Segment> segments_;  // sites, a parent before its children; then links
    uint32_t sites_ = 0;
    uint32_t only_link_ = kNoSegment;
    std::map<std::pair<bool, std::string>, uint32_t> numbers_;
};

}  // namespace sluice
