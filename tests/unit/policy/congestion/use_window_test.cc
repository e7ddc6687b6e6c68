// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/use_window.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint64_t kSlice = 30 * kSecond;  // of 15 minutes
constexpr uint64_t kWindow = kSlice * UseWindow::kSlices;

TEST(UseWindow, HoldsWhatWasUsedForExactlyItsLength) {
    UseWindow window;
    window.add(1000, 0, kSlice, kSlice);
    EXPECT_EQ(window.bytes(kSlice, kSlice), 1000u);
    EXPECT_EQ(window.bytes(kWindow, kSlice), 1000u);
    EXPECT_EQ(window.bytes(kWindow + kSlice / 2, kSlice), 500u) << "half of it is out";
    EXPECT_EQ(window.bytes(kWindow + kSlice, kSlice), 0u);
    EXPECT_FALSE(window.is_empty(kWindow, kSlice));
    EXPECT_TRUE(window.is_empty(kWindow + kSlice, kSlice));
}

TEST(UseWindow, SpreadsAnyLengthWithoutLosingAByte) {
    for (const uint64_t length : {uint64_t{1}, kSecond, kSlice - 1, kSlice + 7, 7 * kSlice + 11}) {
        UseWindow window;
        const uint64_t from = 1000 * kSlice + 12'345;
        window.add(999'999'937, from, from + length, kSlice);
        EXPECT_EQ(window.bytes(from + length, kSlice), 999'999'937u) << length;
    }
}

TEST(UseWindow, KeepsOfALongRoundWhatIsWithinTheWindow) {
    UseWindow window;
    window.add(20'000, 0, 20 * kWindow, kSlice);
    EXPECT_NEAR(static_cast<double>(window.bytes(20 * kWindow, kSlice)), 1000, 2);
}

TEST(UseWindow, CountsMoreThanFourGigabytesASlice) {
    UseWindow window;
    const uint64_t bytes = 1'500'000'000'000;  // 400 Gbit/s for 30 s
    uint64_t now = 0;
    for (int i = 0; i < 100; ++i, now += kSlice)
        window.add(bytes, now, now + kSlice, kSlice);
    EXPECT_NEAR(static_cast<double>(window.bytes(now, kSlice)), 30. * 1.5e12, 30. * 1.5e6);
}

TEST(UseWindow, SaturatesInsteadOfWrapping) {
    UseWindow window;
    for (uint64_t now = 0; now < 100 * kSlice; now += kSlice)
        window.add(UINT64_MAX, now, now + kSlice, kSlice);
    EXPECT_GT(window.bytes(100 * kSlice, kSlice), 29 * (UseWindow::kMostBytes - (1u << 24)));
    EXPECT_LE(window.bytes(100 * kSlice, kSlice), 31 * UseWindow::kMostBytes);
}

TEST(UseWindow, TellsWhenItWillHaveFallen) {
    UseWindow window;
    window.add(30'000, 0, kWindow, kSlice);  // 1,000 a slice
    EXPECT_EQ(window.falls_to(30'000, kWindow, kSlice), kWindow);
    EXPECT_EQ(window.falls_to(29'500, kWindow, kSlice), kWindow + kSlice / 2);
    EXPECT_EQ(window.falls_to(0, kWindow, kSlice), 2 * kWindow);
}

TEST(UseWindow, KeepsItsUseWhenSlicesBecomeOthers) {
    UseWindow window;
    window.add(30'000, 0, kWindow, kSlice);
    // Also the numbers of slices: nothing is in the way of what comes after.
    UseWindow empty;
    empty.add(0, 0, 1000 * kSlice, kSlice);
    empty.resample(1000 * kSlice, kSlice, 100 * kSlice);
    empty.add(7, 1000 * kSlice, 1000 * kSlice, 100 * kSlice);
    EXPECT_EQ(empty.bytes(1000 * kSlice, 100 * kSlice), 7u);

    UseWindow longer = window;
    longer.resample(kWindow, kSlice, 2 * kSlice);
    EXPECT_EQ(longer.bytes(kWindow, 2 * kSlice), 30'000u);
    UseWindow shorter = window;
    shorter.resample(kWindow, kSlice, kSlice / 3);
    EXPECT_NEAR(static_cast<double>(shorter.bytes(kWindow, kSlice / 3)), 10'000, 1);
}

// Whatever is used when, below the rate: against all of it, kept.
TEST(UseWindow, IsOffByLessThanAQuarterOfASliceOfTheRate) {
    struct Used {
        uint64_t from, until, bytes;
    };
    std::mt19937_64 random(7);
    for (int run = 0; run < 20; ++run) {
        UseWindow window;
        std::vector<Used> all;
        uint64_t now = random() % kWindow;
        for (int round = 0; round < 500; ++round) {
            // Rounds of some seconds: what is even in them is not what slices are off by.
            const uint64_t until = now + kSecond + random() % (5 * kSecond);
            const uint64_t most = (until - now) / 1000;  // a megabyte a second
            const uint64_t bytes = random() % 3 == 0 ? most : 0;
            window.add(bytes, now, until, kSlice);
            all.push_back({now, until, bytes});
            now = until;
            double exact = 0;
            for (const Used& used : all) {
                const uint64_t begin = now - std::min(now, kWindow);
                const uint64_t from = std::max(used.from, begin);
                if (from < used.until)
                    exact += static_cast<double>(used.bytes) *
                             static_cast<double>(used.until - from) /
                             static_cast<double>(used.until - used.from);
            }
            ASSERT_NEAR(static_cast<double>(window.bytes(now, kSlice)), exact,
                        static_cast<double>(kSlice) / 1000 / 4 + 100);
        }
    }
}

TEST(RatePermille, IsExactAtItsThreshold) {
    // 70 % of 8 Mbit/s for 900 s.
    EXPECT_FALSE(is_above(630'000'000, 8'000'000, kWindow, 700));
    EXPECT_TRUE(is_above(630'000'001, 8'000'000, kWindow, 700));
    EXPECT_FALSE(is_below(630'000'000, 8'000'000, kWindow, 700));
    EXPECT_TRUE(is_below(629'999'999, 8'000'000, kWindow, 700));
    EXPECT_EQ(rate_permille(630'000'000, 8'000'000, kWindow), 700u);
    EXPECT_EQ(bytes_at(8'000'000, kWindow, 700), 630'000'000u);
}

TEST(RatePermille, OfNoRateOrTimeIsNone) {
    EXPECT_EQ(rate_permille(1, 0, kWindow), 0u);
    EXPECT_EQ(rate_permille(1, 1, 0), 0u);
    EXPECT_EQ(rate_permille(UINT64_MAX, 1, 1), UINT32_MAX);
}

}  // namespace
}  // namespace sluice
