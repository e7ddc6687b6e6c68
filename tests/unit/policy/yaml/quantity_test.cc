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

TEST(Quantity, ReadsSharesToATenthOfAPercent) {
    EXPECT_EQ(parse_permille("70%").value, 700u);
    EXPECT_EQ(parse_permille("12.5%").value, 125u);
    EXPECT_EQ(parse_permille("0%").value, 0u);
    EXPECT_EQ(parse_permille("250%").value, 2'500u);
    EXPECT_EQ(parse_permille("12.55%").wrong, "'12.55%' is no whole number of tenths of a percent");
    EXPECT_EQ(parse_permille("0.7").wrong, "'0.7' has no unit; write 0.7%");
    EXPECT_EQ(parse_permille("70 %").wrong, "'70 %' has the unknown unit ' %'; write one of %");
    EXPECT_EQ(parse_permille("half").wrong,
              "'half' is not a share; a share is a number and a unit, like 70%");
}

TEST(Quantity, IsToldAsItIsRead) {
    for (const char* text : {"1bps", "999bps", "1kbps", "1.5mbps", "2.5gbps", "10tbps", "0bps"})
        EXPECT_EQ(rate_text(parse_rate_bps(text).value.value_or(7)), text);
    EXPECT_EQ(rate_text(2'000'000'001), "2.000000001gbps");
    for (const char* text : {"0.1%", "70%", "12.5%", "100%"})
        EXPECT_EQ(permille_text(parse_permille(text).value.value_or(7)), text);
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
