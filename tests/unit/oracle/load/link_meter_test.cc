// SPDX-License-Identifier: Apache-2.0
#include "oracle/load/link_meter.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

LinkReading reading(uint64_t time_s, uint64_t up_ip_bytes, uint64_t down_ip_bytes) {
    return {.time_ns = time_s * kSecond,
            .up_bps = 8'000,
            .down_bps = 80'000,
            .up_ip_bytes = up_ip_bytes,
            .down_ip_bytes = down_ip_bytes};
}

TEST(LinkMeter, TellsOfEachDirectionWhatPartOfItsCapacityWasUsed) {
    LinkMeter meter;
    EXPECT_FALSE(meter.read(reading(100, 7'000, 9'000)));
    const auto use = meter.read(reading(102, 8'000, 24'000));
    ASSERT_TRUE(use);
    EXPECT_DOUBLE_EQ(use->up, 0.5);
    EXPECT_DOUBLE_EQ(use->down, 0.75);
    const auto idle = meter.read(reading(103, 8'000, 24'000));
    ASSERT_TRUE(idle);
    EXPECT_EQ(idle->up + idle->down, 0);
}

TEST(LinkMeter, MeasuresNothingAcrossARestartOfTheDaemonOrOfItsHost) {
    LinkMeter meter;
    meter.read(reading(100, 7'000, 9'000));
    EXPECT_FALSE(meter.read(reading(102, 10, 9'000)));
    EXPECT_TRUE(meter.read(reading(103, 20, 9'010)));
    EXPECT_FALSE(meter.read(reading(104, 30, 10)));
    EXPECT_TRUE(meter.read(reading(105, 40, 20)));
    EXPECT_FALSE(meter.read(reading(5, 50, 30)));
    EXPECT_TRUE(meter.read(reading(6, 60, 40)));
}

TEST(LinkMeter, MeasuresNothingTwiceInOneMomentOrWithoutACapacity) {
    LinkMeter meter;
    meter.read(reading(100, 0, 0));
    EXPECT_FALSE(meter.read(reading(100, 10, 10)));
    LinkReading unknown = reading(101, 20, 20);
    unknown.up_bps = 0;
    EXPECT_FALSE(meter.read(unknown));
    EXPECT_TRUE(meter.read(reading(102, 30, 30)));
}

}  // namespace
}  // namespace sluice
