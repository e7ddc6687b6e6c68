// SPDX-License-Identifier: Apache-2.0
#include "control/audit_retention.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class AuditRetentionTest : public testing::Test {
 protected:
    // Once a second, as the daemon looks; how often something was to go, and what in the end.
    void pass(seconds time) {
        for (seconds gone{0}; gone < time; gone += seconds(1)) {
            now_ += seconds(1);
            wall_ += seconds(1);
            if (const auto before = retention_.look(now_, wall_)) {
                ++times_;
                before_ = *before;
            }
        }
    }

    AuditRetention retention_{hours(24)};
    AuditRetention::SteadyTime now_{hours(1)};
    AuditRetention::WallTime wall_{hours(24 * 20'000)};
    AuditRetention::WallTime before_{};
    int times_ = 0;
};

TEST_F(AuditRetentionTest, WhatIsOlderThanThePeriodGoesOnceAnHour) {
    pass(minutes(9));
    EXPECT_EQ(times_, 0) << "a clock at start may be wrong";
    pass(minutes(2));
    EXPECT_EQ(times_, 1);
    pass(hours(3));
    EXPECT_EQ(times_, 4);
    EXPECT_LE(wall_ - before_, hours(25));
    EXPECT_GE(wall_ - before_, hours(24));
}

TEST_F(AuditRetentionTest, AClockThatJumpsAheadAndIsCorrectedTakesNothingAway) {
    pass(hours(2));
    const int before = times_;
    wall_ += hours(24 * 365);
    pass(minutes(5));
    wall_ -= hours(24 * 365);
    pass(minutes(5));
    EXPECT_EQ(times_, before);
    EXPECT_LT(before_, wall_ - hours(24));
    pass(hours(1));
    EXPECT_GT(times_, before) << "and then it goes on";
}

TEST_F(AuditRetentionTest, AClockThatIsSlowlyCorrectedIsBelieved) {
    for (int minute = 0; minute < 30; ++minute) {
        pass(seconds(60));
        wall_ += std::chrono::milliseconds(500);
    }
    EXPECT_EQ(times_, 1);
}

}  // namespace
}  // namespace sluice
