// SPDX-License-Identifier: Apache-2.0
#include "policy/token_bucket.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

TEST(TokenBucket, LetsTheBurstPassAndNotAByteMore) {
    TokenBucket bucket(1'000'000, 3000, 0);
    EXPECT_TRUE(bucket.take(1500, 0));
    EXPECT_TRUE(bucket.take(1500, 0));
    EXPECT_FALSE(bucket.take(1, 0));
}

TEST(TokenBucket, RefusesWhatIsLargerThanItsBurst) {
    TokenBucket bucket(1'000'000, 1500, 0);
    EXPECT_FALSE(bucket.take(1501, 100 * kSecond));
    EXPECT_TRUE(bucket.take(1500, 100 * kSecond)) << "and takes nothing for it";
}

TEST(TokenBucket, DoesNotDriftInADayOfTinySteps) {
    // 7 bit/s and a look every 1/3 s or so: any rounding would add up.
    TokenBucket bucket(7, 1500, 0);
    EXPECT_TRUE(bucket.take(1500, 0));
    uint64_t passed = 0;
    uint64_t now = 0;
    for (; now < 86'400 * kSecond; now += 333'333'337)
        passed += bucket.take(1, now) ? 1 : 0;
    passed += bucket.take(1, now) ? 1 : 0;
    EXPECT_EQ(passed, now * 7 / 8 / kSecond);
}

TEST(TokenBucket, EarnsNothingWhileTheClockStandsStill) {
    TokenBucket bucket(1'000'000, 1500, 5 * kSecond);
    EXPECT_TRUE(bucket.take(1500, 5 * kSecond));
    for (int i = 0; i < 1000; ++i)
        EXPECT_FALSE(bucket.take(1, 5 * kSecond));
}

TEST(TokenBucket, EarnsABurstAtMostWhenTheClockJumpsAhead) {
    TokenBucket bucket(10'000'000'000, 3000, 0);
    EXPECT_TRUE(bucket.take(3000, 0));
    EXPECT_TRUE(bucket.take(3000, UINT64_MAX));
    EXPECT_FALSE(bucket.take(1, UINT64_MAX));
}

TEST(TokenBucket, EarnsNothingTwiceWhenTheClockWavers) {
    TokenBucket bucket(8'000'000, 3000, kSecond);  // a byte per microsecond
    EXPECT_TRUE(bucket.take(3000, kSecond));
    uint64_t passed = 0;
    for (uint64_t i = 0; i < 1000; ++i) {
        passed += bucket.take(1, kSecond + 100'000) ? 1 : 0;
        passed += bucket.take(1, kSecond) ? 1 : 0;
    }
    EXPECT_EQ(passed, 100u);
}

TEST(TokenBucket, GoesOnFromAClockThatWasSetBack) {
    TokenBucket bucket(8'000'000, 3000, 1000 * kSecond);
    EXPECT_TRUE(bucket.take(3000, 1000 * kSecond));
    EXPECT_FALSE(bucket.take(1000, 10 * kSecond));
    EXPECT_TRUE(bucket.take(1000, 10 * kSecond + 1'000'000));
}

}  // namespace
}  // namespace sluice
