// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

// A part of the day, on some days of the week, as clocks on the wall of a time zone show it.
struct TimeWindow {
    static constexpr uint8_t kEveryDay = 0x7f;

    uint8_t weekdays = kEveryDay;   // that it begins on; bit 0: Sunday, as tm_wday counts
    uint16_t from_minute = 0;       // of the day, 0 to 1,439
    uint16_t until_minute = 1'440;  // not included; at most from_minute: of the next day

    friend auto operator<=>(const TimeWindow&, const TimeWindow&) = default;
};

// When a rule holds: in any of the windows. Empty: always.
struct Schedule {
    std::string time_zone;  // a name of the IANA database: "Asia/Hong_Kong"
    std::vector<TimeWindow> windows;

    friend auto operator<=>(const Schedule&, const Schedule&) = default;
};

}  // namespace sluice
