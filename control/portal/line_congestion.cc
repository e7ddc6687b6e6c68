// SPDX-License-Identifier: Apache-2.0
#include "control/portal/line_congestion.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "control/portal/plain_words.h"
#include "control/units.h"

namespace sluice {
namespace {

std::string percent(double share) {
    return fmt::format("{:.0f} %", std::round(share * 100));
}

std::string count(long long number, std::string_view unit) {
    return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
}

std::string use_in_words(const LineCongestion& line, const LineSide& side) {
    const std::string direction = direction_in_words(side.direction);
    const std::string share = percent(side.best_effort->use);
    if (line.measure == "dropped")
        return fmt::format("as much of your {} as {} of your line's rate had to be dropped",
                           direction, share);
    if (line.measure == "marked")
        return fmt::format("as much of your {} as {} of your line's rate met a full queue",
                           direction, share);
    return fmt::format("you used {} of your line's {} rate", share, direction);
}

}  // namespace

std::string duration_in_words(double seconds) {
    const long long whole = std::llround(std::max(0.0, seconds));
    if (whole >= 7'200 && whole % 3'600 == 0)
        return count(whole / 3'600, "hour");
    if (whole >= 120 && whole % 60 == 0)
        return count(whole / 60, "minute");
    return count(whole, "second");
}

std::string reason_in_words(const LineCongestion& line, const LineSide& side) {
    return fmt::format(
        "Over {} {}, which is more than {}, while a part of the network that you share with others "
        "was {} full, which is more than {}.",
        duration_in_words(line.window_seconds), use_in_words(line, side),
        percent(side.best_effort->threshold), percent(side.best_effort->segment_utilisation),
        percent(side.best_effort->segment_threshold));
}

std::string end_in_words(const LineSide& side) {
    const BestEffortStay& stay = *side.best_effort;
    const auto below =
        static_cast<uint64_t>(stay.release_below * static_cast<double>(side.rate_bps));
    return fmt::format("your {} stays below {} ({} of your line's rate) for {}",
                       direction_in_words(side.direction), format_rate(below),
                       percent(stay.release_below), duration_in_words(stay.release_window_seconds));
}

}  // namespace sluice
