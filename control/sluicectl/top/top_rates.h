// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

struct BoxState;

inline constexpr uint32_t kTopFlowsMost = 10'000;  // that are looked at

// What happened between two states of a box, a second.
struct TopRates {
    struct Link {
        std::string name;
        std::string state;
        double up_bps = 0;
        double down_bps = 0;
        double up_share = 0;  // of its capacity; 0 where that is not stated
        double down_share = 0;
        double lost_pps = 0;  // that its ports had no room for
    };
    // A label's, or a subscriber's, of the flows that were there at the end.
    struct Traffic {
        std::string name;
        double up_bps = 0;
        double down_bps = 0;
        uint64_t flows = 0;
    };
    struct Rule {
        std::string name;
        std::string deed;
        bool shadow = false;
        double pps = 0;
        double bps = 0;
    };
    struct Segment {
        std::string name;
        std::string direction;
        double utilisation = 0;  // the average over the window
        double threshold = 0;
        bool near_congested = false;
        uint64_t heavy = 0;
        uint64_t best_effort = 0;
    };

    uint64_t revision = 0;
    bool all_flows = true;  // false: there are more than were looked at
    std::vector<Link> links;
    std::vector<Traffic> labels;
    std::vector<Traffic> subscribers;
    std::vector<Rule> rules;  // those that did something, or would have
    std::vector<Segment> segments;
};

// From `before` to `now`, in the order of names. Counters that went back count as nothing.
TopRates top_rates(const BoxState& before, const BoxState& now);

}  // namespace sluice
