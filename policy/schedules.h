// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "policy/schedule.h"
#include "policy/time_zone.h"

namespace sluice {

inline constexpr size_t kMinutesPerWeek = 7 * 24 * 60;

// The minutes that a schedule's windows cover, from Sunday 00:00 on.
std::bitset<kMinutesPerWeek> minutes_of_week(const Schedule& schedule);

// A policy's schedules, a number for each that differs.
class Schedules {
 public:
    static constexpr size_t kMost = 64;  // a bit each in the word that workers keep

    // The bit of a schedule, which is a new one's if there is no such yet; of one that is always,
    // no bit. zones has its time zone; more than kMost is an assertion.
    uint64_t bit(const Schedule& schedule, const TimeZones& zones);

    bool empty() const { return timetables_.empty(); }
    // Those that are open at that time, by their bits. The local time is looked at, whatever led
    // to it: a clock that is set, or that jumps an hour, opens and shuts what it shows then.
    uint64_t open(int64_t unix_time_s) const;

 private:
    struct Timetable {
        size_t zone;  // into zones_
        std::bitset<kMinutesPerWeek> minutes;
    };

    std::map<Schedule, size_t> numbers_;  // into timetables_
    std::map<std::string, size_t> zone_numbers_;
    std::vector<TimeZone> zones_;
    std::vector<Timetable> timetables_;
};

}  // namespace sluice
