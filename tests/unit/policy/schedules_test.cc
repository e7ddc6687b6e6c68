// SPDX-License-Identifier: Apache-2.0
#include "policy/schedules.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/unix_time.h"

namespace sluice {
namespace {

constexpr uint8_t kSunday = 1 << 0;
constexpr uint8_t kFriday = 1 << 5;
constexpr uint8_t kSaturday = 1 << 6;
constexpr uint8_t kWorkdays = 0x3e;

TimeZone zone_of(std::string_view footer) {
    const std::string block = "TZif2" + std::string(15, '\0') + std::string(16, '\0') +
                              std::string("\0\0\0\1\0\0\0\4", 8) + std::string(6, '\0') +
                              std::string("LMT\0", 4);
    return TimeZone::parse(block + block + "\n" + std::string(footer) + "\n").value();
}

const TimeZones kZones{{"UTC", {}},
                       {"Asia/Hong_Kong", zone_of("HKT-8")},
                       {"America/New_York", zone_of("EST5EDT,M3.2.0,M11.1.0")}};

bool open(const Schedule& schedule, int64_t unix_time_s) {
    Schedules schedules;
    schedules.bit(schedule, kZones);
    return schedules.open(unix_time_s) != 0;
}

TEST(Schedules, OpenAndShutToTheMinute) {
    const Schedule evenings{"UTC", {{kWorkdays, 18 * 60, 23 * 60 + 30}}};
    EXPECT_FALSE(open(evenings, utc(2026, 11, 27, 17, 59, 59)));
    EXPECT_TRUE(open(evenings, utc(2026, 11, 27, 18)));  // a Friday
    EXPECT_TRUE(open(evenings, utc(2026, 11, 27, 23, 29, 59)));
    EXPECT_FALSE(open(evenings, utc(2026, 11, 27, 23, 30)));
    EXPECT_FALSE(open(evenings, utc(2026, 11, 28, 18)));
    EXPECT_FALSE(open(evenings, utc(2026, 11, 29, 18)));
    EXPECT_TRUE(open(evenings, utc(2026, 11, 30, 18)));
}

TEST(Schedules, GoByTheDayInTheirZone) {
    const Schedule weekdays{"Asia/Hong_Kong", {{kWorkdays}}};
    EXPECT_FALSE(open(weekdays, utc(2026, 11, 29, 15, 59, 59)));  // Sunday, 23:59:59 there
    EXPECT_TRUE(open(weekdays, utc(2026, 11, 29, 16)));           // Monday there
    EXPECT_TRUE(open(weekdays, utc(2026, 12, 4, 15, 59, 59)));
    EXPECT_FALSE(open(weekdays, utc(2026, 12, 4, 16)));
}

TEST(Schedules, GoOnAfterMidnightWhereTheyEndBeforeTheyBegin) {
    const Schedule night{"UTC", {{kFriday | kSaturday, 22 * 60, 6 * 60}}};
    EXPECT_FALSE(open(night, utc(2026, 11, 27, 5)));  // Friday's morning is Thursday's night
    EXPECT_TRUE(open(night, utc(2026, 11, 27, 22)));
    EXPECT_TRUE(open(night, utc(2026, 11, 28, 5, 59, 59)));
    EXPECT_FALSE(open(night, utc(2026, 11, 28, 6)));
    EXPECT_TRUE(open(night, utc(2026, 11, 29, 0))) << "over the end of the week";
    EXPECT_FALSE(open(night, utc(2026, 11, 29, 22)));
}

TEST(Schedules, AreOpenInAnyOfTheirWindows) {
    const Schedule both{"UTC", {{kSunday, 0, 60}, {kFriday, 60, 120}}};
    EXPECT_TRUE(open(both, utc(2026, 11, 29)));
    EXPECT_FALSE(open(both, utc(2026, 11, 29, 1)));
    EXPECT_TRUE(open(both, utc(2026, 11, 27, 1)));
}

TEST(Schedules, FollowTheClockOnTheWallThroughItsSteps) {
    const Schedule two_to_three{"America/New_York", {{TimeWindow::kEveryDay, 120, 180}}};
    // On 8 March 2026 there is no such hour, on 1 November 01:30 comes twice.
    for (int minute = 0; minute < 24 * 60; ++minute)
        EXPECT_FALSE(open(two_to_three, utc(2026, 3, 8, 5, minute))) << minute;
    const Schedule one_to_two{"America/New_York", {{TimeWindow::kEveryDay, 60, 120}}};
    EXPECT_TRUE(open(one_to_two, utc(2026, 11, 1, 5, 30)));
    EXPECT_TRUE(open(one_to_two, utc(2026, 11, 1, 6, 30)));
    EXPECT_FALSE(open(one_to_two, utc(2026, 11, 1, 7, 0)));
}

TEST(Schedules, HaveABitForEachThatDiffers) {
    Schedules schedules;
    const Schedule one{"UTC", {{kSunday}}};
    const Schedule elsewhere{"Asia/Hong_Kong", {{kSunday}}};
    EXPECT_EQ(schedules.bit({}, kZones), 0u) << "always";
    EXPECT_TRUE(schedules.empty());
    EXPECT_EQ(schedules.bit(one, kZones), 1u);
    EXPECT_EQ(schedules.bit(elsewhere, kZones), 2u);
    EXPECT_EQ(schedules.bit(one, kZones), 1u);
    EXPECT_EQ(schedules.open(utc(2026, 11, 28, 20)), 2u) << "Sunday there, Saturday here";
    EXPECT_EQ(schedules.open(utc(2026, 11, 29, 12)), 3u);
}

TEST(Schedules, HoldToTheEndsOfTime) {
    Schedules schedules;
    schedules.bit({"America/New_York", {{kSunday}}}, kZones);
    schedules.open(INT64_MIN);
    schedules.open(INT64_MAX);
}

}  // namespace
}  // namespace sluice
