// SPDX-License-Identifier: Apache-2.0
#include "control/units.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Units, BytesOnTheWireCountInThousands) {
    EXPECT_EQ(format_bytes(0), "0 B");
    EXPECT_EQ(format_bytes(999), "999 B");
    EXPECT_EQ(format_bytes(1'500'000), "1.5 MB");
    EXPECT_EQ(format_bytes(UINT64_MAX), "1.845e+04 PB");
}

TEST(Units, MemoryCountsInPowersOfTwo) {
    EXPECT_EQ(format_memory(1'572'864), "1.5 MiB");
}

TEST(Units, RatesAreBitsPerSecond) {
    EXPECT_EQ(format_rate(10'000'000'000), "10 Gbit/s");
    EXPECT_EQ(format_rate(2'500), "2.5 kbit/s");
}

TEST(Units, AgesHaveTwoParts) {
    EXPECT_EQ(format_age(0.44), "0.4s");
    EXPECT_EQ(format_age(59.9), "59s");
    EXPECT_EQ(format_age(185), "3m05s");
    EXPECT_EQ(format_age(2 * 3600 + 7 * 60), "2h07m");
    EXPECT_EQ(format_age(4 * 86400 + 3600), "4d01h");
}

TEST(Units, TimesSayTheirZone) {
    EXPECT_EQ(format_time(0).size(), std::string("1970-01-01T00:00:00+00:00").size());
    EXPECT_EQ(format_time(0).at(22), ':');
}

}  // namespace
}  // namespace sluice
