// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/best_effort_traffic.h"

namespace sluice {
namespace {

void add_to(BestEffortUse& use, Measure measure, uint64_t bytes) {
    switch (measure) {
        case Measure::volume:
            use.bytes += bytes;
            return;
        case Measure::dropped:
            use.dropped_bytes += bytes;
            return;
        case Measure::marked:
            use.marked_bytes += bytes;
            return;
    }
}

}  // namespace

void BestEffortTraffic::add(std::chrono::system_clock::time_point now, const Transition& moved,
                            Measure measure, uint64_t bytes) {
    const Hour hour = std::chrono::floor<std::chrono::hours>(now);
    const auto [place, is_new] = hours_[hour].try_emplace(
        {moved.segment_is_link, moved.segment_name, moved.tier, moved.direction});
    if (is_new)
        place->second = {.segment_name = moved.segment_name,
                         .segment_is_link = moved.segment_is_link,
                         .tier = moved.tier,
                         .direction = moved.direction};
    add_to(place->second, measure, bytes);
    hours_.erase(hours_.begin(), hours_.lower_bound(hour - kKept));
}

std::vector<BestEffortUse> BestEffortTraffic::between(
    std::chrono::system_clock::time_point from, std::chrono::system_clock::time_point until) const {
    std::map<Key, BestEffortUse> sums;
    const auto end = hours_.lower_bound(std::chrono::ceil<std::chrono::hours>(until));
    for (auto hour = hours_.lower_bound(std::chrono::floor<std::chrono::hours>(from)); hour != end;
         ++hour) {
        for (const auto& [key, use] : hour->second) {
            const auto [place, is_new] = sums.try_emplace(key, use);
            if (is_new)
                continue;
            place->second.bytes += use.bytes;
            place->second.dropped_bytes += use.dropped_bytes;
            place->second.marked_bytes += use.marked_bytes;
        }
    }
    std::vector<BestEffortUse> all;
    for (auto& [key, use] : sums)
        all.push_back(std::move(use));
    return all;
}

}  // namespace sluice
