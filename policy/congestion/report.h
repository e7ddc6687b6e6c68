// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "classifier/attributes.h"
#include "policy/congestion/transition.h"

namespace sluice {

// Bytes of those who were on best effort, while they were: by what a `moved` transition says.
struct BestEffortUse {
    std::string segment_name;
    bool segment_is_link = false;
    std::string tier;
    Direction direction = Direction::up;
    uint64_t bytes = 0;
    uint64_t dropped_bytes = 0;  // not served: the harm of RFC 5594, section 5.2.2, turned to them
    uint64_t marked_bytes = 0;   // with Congestion Experienced
};

// What a report is made of. Transitions in the order in which they came to be.
struct ReportSource {
    std::span<const Transition> transitions;
    std::span<const BestEffortUse> use;
    uint64_t from_ns = 0;
    uint64_t until_ns = 0;     // states that still hold then count until then
    uint32_t subscribers = 0;  // that there were at all
};

// A count that may be given to others. Fewer than kFewest, but somebody, is not told; nor are those
// counts without which a sum would tell it.
struct SharedCount {
    static constexpr uint64_t kFewest = 5;
    enum class Shown : uint8_t { exactly, fewer, withheld };

    Shown shown = Shown::exactly;
    uint64_t count = 0;  // 0 unless exactly

    std::string to_string() const;  // "12", "fewer than 5", "withheld"
    friend bool operator==(const SharedCount&, const SharedCount&) = default;
};

// Where, when, how long, how often, how many, with what effect and from what cause: of segments and
// tiers, never of a subscriber. No ids, no addresses, no times of anybody's, so that it can be
// given to others (RFC 6057, section 5, asks for openness; subscribers for privacy).
struct CongestionReport {
    // Of a segment and direction that was near congestion at all.
    struct NearCongestion {
        std::string segment;
        bool is_link = false;
        Direction direction = Direction::up;
        uint32_t times = 0;
        uint64_t lasted_ns = 0;  // all of them together
        uint64_t longest_ns = 0;
        uint64_t first_ns = 0;  // when the first one began
        uint64_t last_ns = 0;   // when the last one ended
        // How much of lasted_ns was in which hour of the day.
        std::array<uint64_t, 24> by_hour_ns{};
        uint32_t threshold_permille = 0;
        uint32_t highest_permille = 0;  // of what transitions told
    };
    // Effects, which are only told where the number of subscribers is.
    struct Effect {
        uint64_t best_effort_ns = 0;  // of all of them together
        uint64_t longest_ns = 0;
        uint64_t bytes = 0;
        uint64_t dropped_bytes = 0;
        uint64_t marked_bytes = 0;
        uint32_t measured_permille = 0;  // of the tier's rate, on average, when moved
        uint32_t segment_permille = 0;   // of the segment's capacity, on average, when moved
    };
    // Who was moved to best effort.
    struct Moved {
        std::string segment;  // of by_segment
        bool is_link = false;
        std::string tier;  // of by_tier; empty: without
        Direction direction = Direction::up;
        SharedCount subscribers;
        SharedCount times;
        std::optional<Effect> effect;
    };
    struct Released {
        TransitionCause cause = TransitionCause::measured;
        SharedCount times;
    };

    uint64_t from_ns = 0;
    uint64_t until_ns = 0;
    uint32_t subscribers = 0;
    SharedCount heavy;                            // subscribers that were, near congestion or not
    SharedCount moved;                            // subscribers that were
    SharedCount times;                            // that somebody was moved
    std::vector<NearCongestion> near_congestion;  // by name and direction
    std::vector<Moved> by_segment;                // by name and direction
    std::vector<Moved> by_tier;                   // by name and direction
    std::vector<Released> released;               // by cause

    // For people; times of day are `utc_offset` east of UTC.
    std::string to_text(std::chrono::minutes utc_offset) const;
};

// Hours of the day are `utc_offset` east of UTC; times are nanoseconds since 1970.
CongestionReport report_congestion(const ReportSource& source, std::chrono::minutes utc_offset);

}  // namespace sluice
