// SPDX-License-Identifier: Apache-2.0
#include "policy/schedules.h"

#include <array>
#include <cassert>

namespace sluice {
namespace {

constexpr int64_t kMinutesPerDay = 24 * 60;
constexpr int64_t kWeekMinutes = int64_t{kMinutesPerWeek};
constexpr int64_t kEpochWeekday = 4;  // 1970-01-01 was a Thursday

// From Sunday 00:00 on.
size_t minute_of_week(int64_t unix_time_s, int32_t offset_s) {
    // In two parts, so that no sum overflows at the ends of time.
    const int64_t second = unix_time_s % 60 + offset_s;
    const int64_t minutes = (unix_time_s / 60) % kWeekMinutes + second / 60 -
                            (second % 60 < 0 ? 1 : 0) + kEpochWeekday * kMinutesPerDay;
    return static_cast<size_t>((minutes % kWeekMinutes + kWeekMinutes) % kWeekMinutes);
}

}  // namespace

std::bitset<kMinutesPerWeek> minutes_of_week(const Schedule& schedule) {
    std::bitset<kMinutesPerWeek> minutes;
    for (const TimeWindow& window : schedule.windows) {
        const size_t length =
            window.until_minute > window.from_minute
                ? window.until_minute - window.from_minute
                : static_cast<size_t>(kMinutesPerDay) + window.until_minute - window.from_minute;
        for (size_t day = 0; day < 7; ++day) {
            if ((window.weekdays >> day & 1) == 0)
                continue;
            const size_t from = day * static_cast<size_t>(kMinutesPerDay) + window.from_minute;
            for (size_t i = 0; i < length; ++i)
                minutes.set((from + i) % kMinutesPerWeek);
        }
    }
    return minutes;
}

uint64_t Schedules::bit(const Schedule& schedule, const TimeZones& zones) {
    if (schedule.windows.empty())
        return 0;
    const auto [number, is_new] = numbers_.emplace(schedule, timetables_.size());
    if (is_new) {
        assert(timetables_.size() < kMost);
        const auto [zone, is_new_zone] = zone_numbers_.emplace(schedule.time_zone, zones_.size());
        if (is_new_zone) {
            const auto known = zones.find(schedule.time_zone);
            assert(known != zones.end());
            zones_.push_back(known == zones.end() ? TimeZone{} : known->second);
        }
        timetables_.push_back({zone->second, minutes_of_week(schedule)});
    }
    return uint64_t{1} << number->second;
}

uint64_t Schedules::open(int64_t unix_time_s) const {
    std::array<size_t, kMost> minutes{};  // by zone
    for (size_t i = 0; i < zones_.size(); ++i)
        minutes[i] = minute_of_week(unix_time_s, zones_[i].offset_s(unix_time_s));
    uint64_t open = 0;
    for (size_t i = 0; i < timetables_.size(); ++i)
        open |= uint64_t{timetables_[i].minutes.test(minutes[timetables_[i].zone])} << i;
    return open;
}

}  // namespace sluice
