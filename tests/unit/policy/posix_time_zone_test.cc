// SPDX-License-Identifier: Apache-2.0
#include "policy/posix_time_zone.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "tests/unit/policy/unix_time.h"

namespace sluice {
namespace {

constexpr int32_t kHour = 3'600;

int32_t offset(const char* zone, int64_t unix_time_s) {
    const auto read = PosixTimeZone::parse(zone);
    EXPECT_TRUE(read) << zone;
    return read ? read->offset_s(unix_time_s) : INT32_MIN;
}

TEST(PosixTimeZone, IsWestOfGreenwichWithoutASign) {
    EXPECT_EQ(offset("UTC0", 0), 0);
    EXPECT_EQ(offset("HKT-8", 0), 8 * kHour);
    EXPECT_EQ(offset("EST5", 0), -5 * kHour);
    EXPECT_EQ(offset("<+0545>-5:45", 0), 5 * kHour + 45 * 60);
    EXPECT_EQ(offset("<-00>+1:02:03", 0), -3'723);
}

TEST(PosixTimeZone, HasSummerFromOneMinuteToAnother) {
    const char* const kNewYork = "EST5EDT,M3.2.0,M11.1.0";
    EXPECT_EQ(offset(kNewYork, utc(2026, 3, 8, 6, 59, 59)), -5 * kHour);
    EXPECT_EQ(offset(kNewYork, utc(2026, 3, 8, 7)), -4 * kHour);
    EXPECT_EQ(offset(kNewYork, utc(2026, 11, 1, 5, 59, 59)), -4 * kHour);
    EXPECT_EQ(offset(kNewYork, utc(2026, 11, 1, 6)), -5 * kHour);
}

TEST(PosixTimeZone, HasSummerOverTheNewYearInTheSouth) {
    const char* const kLordHowe = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
    EXPECT_EQ(offset(kLordHowe, utc(2026, 12, 31, 23)), 11 * kHour);
    EXPECT_EQ(offset(kLordHowe, utc(2027, 1, 1)), 11 * kHour);
    EXPECT_EQ(offset(kLordHowe, utc(2026, 7, 1)), 10 * kHour + 30 * 60);
    EXPECT_EQ(offset(kLordHowe, utc(2026, 4, 4, 14, 59, 59)), 11 * kHour);
    EXPECT_EQ(offset(kLordHowe, utc(2026, 4, 4, 15)), 10 * kHour + 30 * 60);
}

TEST(PosixTimeZone, KnowsItsStrangerRules) {
    const char* const kDublin = "IST-1GMT0,M10.5.0,M3.5.0/1";  // winter is what is not standard
    EXPECT_EQ(offset(kDublin, utc(2026, 1, 1)), 0);
    EXPECT_EQ(offset(kDublin, utc(2026, 7, 1)), kHour);
    const char* const kGaza = "EET-2EEST,M3.4.4/50,M10.4.4/50";  // hours beyond the day
    EXPECT_EQ(offset(kGaza, utc(2026, 3, 27, 23, 59, 59)), 2 * kHour);
    EXPECT_EQ(offset(kGaza, utc(2026, 3, 28)), 3 * kHour);
    const char* const kGodthab = "<-02>2<-01>,M3.5.0/-1,M10.5.0/0";  // and before it
    EXPECT_EQ(offset(kGodthab, utc(2026, 3, 29, 0, 59, 59)), -2 * kHour);
    EXPECT_EQ(offset(kGodthab, utc(2026, 3, 29, 1)), -1 * kHour);
}

TEST(PosixTimeZone, CountsDaysWithAndWithoutTheLeapDay) {
    const char* const kJulian = "AAA0BBB,J60,J61";  // the first of March, in every year
    EXPECT_EQ(offset(kJulian, utc(2027, 3, 1, 2)), kHour);
    EXPECT_EQ(offset(kJulian, utc(2028, 2, 29, 12)), 0);
    EXPECT_EQ(offset(kJulian, utc(2028, 3, 1, 2)), kHour);
    const char* const kCounted = "AAA0BBB,59,60";  // the 60th day, whatever it is called
    EXPECT_EQ(offset(kCounted, utc(2027, 3, 1, 2)), kHour);
    EXPECT_EQ(offset(kCounted, utc(2028, 2, 29, 12)), kHour);
    EXPECT_EQ(offset(kCounted, utc(2028, 3, 1, 2)), 0);
}

TEST(PosixTimeZone, IsNothingElse) {
    for (const char* const text : {"",
                                   "UTC",
                                   "UT0",
                                   "UTC25",
                                   "UTC0x",
                                   "EST5EDT",
                                   "EST5EDT,",
                                   "EST5EDT,M3.2.0",
                                   "EST5EDT,M3.2.0,M13.1.0",
                                   "EST5EDT,M3.2.0,M11.6.0",
                                   "EST5EDT,M3.2.0,M11.1.7",
                                   "EST5EDT,J0,J365",
                                   "EST5EDT,J1,J366",
                                   "EST5EDT,0,366",
                                   "EST5EDT,M3.2.0/168,M11.1.0",
                                   "EST5EDT,M3.2.0,M11.1.0,",
                                   "<+05-5",
                                   "<>5",
                                   "EST5:60",
                                   "EST-",
                                   "EST5EDT,M3.2,M11.1.0"})
        EXPECT_FALSE(PosixTimeZone::parse(text)) << text;
}

TEST(PosixTimeZone, EndsAnywhereWithoutHarm) {
    const std::string_view whole = "<-02>2:00:00<-01>1,M3.5.0/-1:30:00,J300/0";
    ASSERT_TRUE(PosixTimeZone::parse(whole));
    for (size_t length = 0; length < whole.size(); ++length)
        PosixTimeZone::parse(whole.substr(0, length));
}

TEST(PosixTimeZone, HoldsToTheEndsOfTime) {
    const auto zone = PosixTimeZone::parse("EST5EDT,M3.2.0,M11.1.0");
    ASSERT_TRUE(zone);
    for (const int64_t time_s : {INT64_MIN, INT64_MAX})
        EXPECT_LE(std::abs(zone->offset_s(time_s)), 5 * kHour);
}

}  // namespace
}  // namespace sluice
