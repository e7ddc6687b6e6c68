// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "policy/congestion/report.h"
#include "policy/congestion_settings.h"

namespace sluice {

// What those on best effort used while they were, by the hour, for a month. One thread at a time.
class BestEffortTraffic {
 public:
    static constexpr std::chrono::hours kKept{31 * 24};

    // moved: what brought the subscriber there. Bytes beside `volume` are those of the measures.
    void add(std::chrono::system_clock::time_point now, const Transition& moved, Measure measure,
             uint64_t bytes);
    // Sums over the hours that any of that time is of.
    std::vector<BestEffortUse> between(std::chrono::system_clock::time_point from,
                                       std::chrono::system_clock::time_point until) const;

 private:
    using Hour = std::chrono::time_point<std::chrono::system_clock, std::chrono::hours>;
    struct Key {
        bool segment_is_link;
        std::string segment_name;
        std::string tier;
        Direction direction;

        friend auto operator<=>(const Key&, const Key&) = default;
    };

    std::map<Hour, std::map<Key, BestEffortUse>> hours_;
};

}  // namespace sluice
