// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/quantity.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(Quantity, ReadsRates) {
    EXPECT_EQ(parse_rate_bps("64bps").value, 64u);
    EXPECT_EQ(parse_rate_bps("500kbps").value, 500'000u);
    EXPECT_EQ(parse_rate_bps("1.5mbps").value, 1'500'000u);
    EXPECT_EQ(parse_rate_bps("10gbps").value, 10'000'000'000u);
    EXPECT_EQ(parse_rate_bps("0bps").value, 0u);
    EXPECT_EQ(parse_rate_bps("0.000001mbps").value, 1u);
}

TEST(Quantity, ReadsDurations) {
    EXPECT_EQ(parse_duration_ns("50ms").value, 50'000'000u);
    EXPECT_EQ(parse_duration_ns("15m").value, 900'000'000'000u);
    EXPECT_EQ(parse_duration_ns("0.5s").value, 500'000'000u);
}

TEST(Quantity, ReadsSizesByThousandsAndByPowersOfTwo) {
    EXPECT_EQ(parse_size_bytes("1500B").value, 1500u);
    EXPECT_EQ(parse_size_bytes("64kB").value, 64'000u);
    EXPECT_EQ(parse_size_bytes("125KiB").value, 128'000u);
    EXPECT_EQ(parse_size_bytes("1.5MiB").value, 1'572'864u);
}

TEST(Quantity, SaysWhatWouldBeRight) {
    EXPECT_EQ(parse_rate_bps("2").wrong,
              "'2' has no unit; write one of bps, kbps, mbps, gbps, tbps");
    EXPECT_EQ(parse_rate_bps("2Mbps").wrong,
              "'2Mbps' has the unknown unit 'Mbps'; write one of bps, kbps, mbps, gbps, tbps");
    EXPECT_EQ(parse_rate_bps("fast").wrong,
              "'fast' is not a rate; a rate is a number and a unit, like 2mbps");
    EXPECT_EQ(parse_rate_bps("-2mbps").wrong,
              "'-2mbps' is not a rate; a rate is a number and a unit, like 2mbps");
    EXPECT_EQ(parse_rate_bps("1.mbps").wrong,
              "'1.mbps' is not a rate; a rate is a number and a unit, like 2mbps");
    EXPECT_EQ(parse_rate_bps("1.5bps").wrong, "'1.5bps' is no whole number of bits per second");
    EXPECT_EQ(parse_rate_bps("9999999999tbps").wrong, "'9999999999tbps' is too large");
    EXPECT_EQ(parse_rate_bps("99999999999999999999bps").wrong,
              "'99999999999999999999bps' has too many digits");
    EXPECT_EQ(parse_duration_ns("50").wrong,
              "'50' has no unit; write one of ns, us, ms, s, m, h, d");
    EXPECT_EQ(
        parse_size_bytes("64kb").wrong,
        "'64kb' has the unknown unit 'kb'; write one of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB");
}

TEST(Quantity, TakesNothingThatHasMoreThanOnePointOrTrailingText) {
    for (const char* text :
         {"", "mbps", ".5mbps", "1..5mbps", "1.5.2mbps", "2 mbps", "2mbps ", "0x2mbps", "1e3bps"})
        EXPECT_FALSE(parse_rate_bps(text).value) << text;
}

}  // namespace
}  // namespace sluice
