// SPDX-License-Identifier: Apache-2.0
#include "dataplane/shunt/shunt_load.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

class ShuntLoadTest : public testing::Test {
 protected:
    // At this rate, with an overload somewhere in each period or with none.
    void pass(uint32_t periods, uint64_t rate_pps, bool overloaded) {
        constexpr uint32_t kSteps = 10;
        for (uint32_t step = 0; step < periods * kSteps; ++step) {
            now_ns_ += ShuntLoad::kPeriodNs / kSteps;
            packets_ += rate_pps / kSteps;
            load_.see(now_ns_, packets_, overloaded && step % kSteps == 3);
        }
    }

    ShuntLoad load_;

 private:
    uint64_t now_ns_ = 1'000'000'000;
    uint64_t packets_ = 0;
};

TEST_F(ShuntLoadTest, FlowsAreShuntedFromTheFirstOverloadOn) {
    pass(3, 1'000'000, false);
    EXPECT_FALSE(load_.shunts());
    pass(1, 1'000'000, true);
    EXPECT_TRUE(load_.shunts());
}

TEST_F(ShuntLoadTest, TheyStaySoWhileThereIsAsMuchToDoThoughNothingIsOverloadedAnyMore) {
    pass(2, 1'000'000, true);
    pass(60, 2'500'000, false);
    EXPECT_TRUE(load_.shunts());
    pass(60, 800'000, false);
    EXPECT_TRUE(load_.shunts()) << "that is too near to what it could not bear";
}

TEST_F(ShuntLoadTest, TheyComeBackWhenThereHasBeenWellLessForAWhile) {
    pass(2, 1'000'000, true);
    pass(ShuntLoad::kCalmPeriods - 1, 600'000, false);
    pass(1, 900'000, false);  // begins the while anew
    pass(ShuntLoad::kCalmPeriods - 1, 600'000, false);
    EXPECT_TRUE(load_.shunts());
    pass(2, 600'000, false);
    EXPECT_FALSE(load_.shunts());
}

}  // namespace
}  // namespace sluice
