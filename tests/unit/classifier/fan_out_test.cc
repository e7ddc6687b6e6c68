// SPDX-License-Identifier: Apache-2.0
#include "classifier/fan_out.h"

#include <array>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Address = std::array<uint8_t, 16>;

Address address(uint8_t network, uint32_t host) {
    return {0x20,
            1,
            0xd,
            0xb8,
            network,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            static_cast<uint8_t>(host >> 24),
            static_cast<uint8_t>(host >> 16),
            static_cast<uint8_t>(host >> 8),
            static_cast<uint8_t>(host)};
}

// Speaks to so many remote ends, and says whether they were many.
bool speaks(FanOut& fan_out, uint32_t subscriber, uint32_t remotes, uint32_t now_s,
            uint32_t gap_s = 0) {
    bool many = false;
    for (uint32_t i = 0; i < remotes; ++i)
        many = fan_out.add(address(1, subscriber).data(), address(2, i).data(), now_s + i * gap_s);
    return many;
}

TEST(FanOut, IsManyForASwarmAndNotForAFewServers) {
    FanOut fan_out(1'024, 7);
    EXPECT_FALSE(speaks(fan_out, 1, 9, 100));
    EXPECT_TRUE(speaks(fan_out, 1, 40, 110));
    EXPECT_FALSE(speaks(fan_out, 2, 9, 110)) << "everybody for himself";
}

TEST(FanOut, CountsARemoteEndOnce) {
    FanOut fan_out(1'024, 7);
    for (int i = 0; i < 1'000; ++i)
        EXPECT_FALSE(speaks(fan_out, 1, 5, 100));
}

TEST(FanOut, BeginsAnewEachMinute) {
    FanOut fan_out(1'024, 7);
    EXPECT_FALSE(speaks(fan_out, 1, 60, 100, 10)) << "six a minute";
    EXPECT_FALSE(speaks(fan_out, 1, 60, UINT32_MAX - 100, 10)) << "over the clock's wrap";
}

TEST(FanOut, LetsAnotherSubscriberHaveThePlaceWhenTheMinuteIsOver) {
    FanOut fan_out(1, 7);
    EXPECT_TRUE(speaks(fan_out, 1, 40, 100));
    EXPECT_FALSE(speaks(fan_out, 2, 40, 110));
    EXPECT_TRUE(speaks(fan_out, 2, 40, 160));
}

}  // namespace
}  // namespace sluice
