// SPDX-License-Identifier: Apache-2.0
#include "control/usage/billing_period.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using namespace std::chrono;

constexpr sys_seconds at(int y, unsigned m, unsigned d, int h = 0, int min = 0, int s = 0) {
    return sys_days(year(y) / month(m) / day(d)) + hours(h) + minutes(min) + seconds(s);
}

TEST(BillingPeriod, IsTheMonthUnlessToldOtherwise) {
    const BillingPeriod november{at(2026, 11, 1), at(2026, 12, 1)};
    EXPECT_EQ(period_at(at(2026, 11, 1), {}), november);
    EXPECT_EQ(period_at(at(2026, 11, 30, 23, 59, 59), {}), november);
    EXPECT_EQ(period_at(at(2026, 12, 1), {}).begin, november.end);
}

TEST(BillingPeriod, BeginsOnItsDayOfTheMonth) {
    const BillingCalendar calendar{.start_day = 15, .utc_offset = minutes(0)};
    EXPECT_EQ(period_at(at(2026, 1, 14, 23, 59, 59), calendar),
              (BillingPeriod{at(2025, 12, 15), at(2026, 1, 15)}));
    EXPECT_EQ(period_at(at(2026, 1, 15), calendar),
              (BillingPeriod{at(2026, 1, 15), at(2026, 2, 15)}));
}

TEST(BillingPeriod, BeginsAtTheOperatorsMidnight) {
    const BillingCalendar east{.start_day = 1, .utc_offset = minutes(90)};
    EXPECT_EQ(period_at(at(2026, 2, 28, 22, 29, 59), east).begin, at(2026, 1, 31, 22, 30));
    EXPECT_EQ(period_at(at(2026, 2, 28, 22, 30), east).begin, at(2026, 2, 28, 22, 30));
    const BillingCalendar west{.start_day = 1, .utc_offset = minutes(-300)};
    EXPECT_EQ(period_at(at(2026, 3, 1, 4, 59, 59), west).begin, at(2026, 2, 1, 5));
    EXPECT_EQ(period_at(at(2026, 3, 1, 5), west).begin, at(2026, 3, 1, 5));
}

TEST(BillingPeriod, EveryDayOfYearsIsInOnePeriodThatEndsWhereTheNextBegins) {
    for (const unsigned start_day : {1u, 15u, 28u}) {
        const BillingCalendar calendar{.start_day = start_day, .utc_offset = minutes(-210)};
        BillingPeriod last = period_at(at(2027, 12, 31), calendar);
        for (sys_seconds time = at(2028, 1, 1); time < at(2029, 12, 31); time += hours(13)) {
            const BillingPeriod period = period_at(time, calendar);
            EXPECT_LE(period.begin, time);
            EXPECT_LT(time, period.end);
            EXPECT_TRUE(period == last || period.begin == last.end);
            last = period;
        }
    }
}

TEST(BillingPeriod, CountsPeriodsBackOverYears) {
    const BillingCalendar calendar{.start_day = 28, .utc_offset = minutes(60)};
    const BillingPeriod period = period_at(at(2026, 2, 1), calendar);
    EXPECT_EQ(periods_before(period, 0, calendar), period);
    EXPECT_EQ(periods_before(period, 1, calendar).end, period.begin);
    EXPECT_EQ(periods_before(period, 12, calendar).begin, at(2025, 1, 27, 23));
}

}  // namespace
}  // namespace sluice
