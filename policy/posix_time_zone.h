// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// A day of every year, and the time of it: POSIX's "M3.2.0/2", "J60", "59/-1".
struct YearlyTime {
    enum class Kind : uint8_t {
        month_week_weekday,  // Mm.w.d; week 5: the last
        day_but_no_leap,     // Jn, 1 to 365: February 29 is never counted
        day,                 // n, 0 to 365
    };

    Kind kind = Kind::day;
    uint8_t month = 1;
    uint8_t week = 1;
    uint8_t weekday = 0;  // 0: Sunday
    uint16_t number = 0;
    int32_t second_of_day = 7'200;  // RFC 8536, section 3.3.1: of other days too, -167h to 167h

    // Seconds from 1970-01-01 00:00 to it in that year, on the same clock.
    int64_t in_year(int year) const;

    friend bool operator==(const YearlyTime&, const YearlyTime&) = default;
};

// The rule by which a zone's clocks go on for ever, as POSIX writes it in TZ: "EST5EDT,M3.2.0,
// M11.1.0", "HKT-8". What follows the last known change in a TZif file.
struct PosixTimeZone {
    struct Summer {
        int32_t offset_s = 0;
        YearlyTime begins;  // by standard time
        YearlyTime ends;    // by summer time

        friend bool operator==(const Summer&, const Summer&) = default;
    };

    int32_t standard_s = 0;  // ahead of UTC: the opposite of POSIX's sign
    std::optional<Summer> summer;

    static std::optional<PosixTimeZone> parse(std::string_view text);

    int32_t offset_s(int64_t unix_time_s) const;

    friend bool operator==(const PosixTimeZone&, const PosixTimeZone&) = default;
};

}  // namespace sluice
