// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sluice {

// How a line stands with congestion management, as congestion.proto has it. Shares are of the
// line's rate or of a shared segment's capacity, 1 being all of it; times are Unix seconds.
struct BestEffortStay {
    int64_t since = 0;
    double use = 0;  // the average that moved it
    double threshold = 0;
    double segment_utilisation = 0;
    double segment_threshold = 0;
    int64_t earliest_end = 0;  // if its use stays below release_below from now on
    double release_below = 0;
    double release_window_seconds = 0;
};

struct LineSide {
    std::string direction;  // "up" or "down"
    uint64_t rate_bps = 0;
    double use = 0;
    bool near_congested = false;
    bool heavy = false;
    std::optional<BestEffortStay> best_effort = {};
};

struct LineCongestion {
    std::string measure;  // "volume", "dropped" or "marked"
    double window_seconds = 0;
    std::vector<LineSide> sides;
};

// Text, not HTML, for somebody who does not run a network.
std::string duration_in_words(double seconds);  // "15 minutes"
// "Over 15 minutes you used 82 % of your line's download rate, which is more than 70 %, while ...".
std::string reason_in_words(const LineCongestion& line, const LineSide& side);
// What has to be so for it to end: "your download stays below 25 Mbit/s for 15 minutes".
std::string end_in_words(const LineSide& side);

}  // namespace sluice
