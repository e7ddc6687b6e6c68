// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/ip_to_as_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/feed_under_test.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kTable =
    "192.0.2.0\t192.0.2.255\t64500\tDE\tEXAMPLE-NET\n"
    "198.51.100.0\t198.51.100.255\t0\tNone\tNot routed\n"
    "203.0.113.0\t203.0.113.95\t64501\tNone\tANOTHER - Some, Net\r\n"
    "2001:db8::\t2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\t4200000001\tus\tV6\n";

FeedTable read(std::string_view text, size_t piece = 0) {
    return table_of(IpToAsLines(), bytes_of(text), piece);
}

TEST(IpToAsLines, SayWhichAsEachRangeIsOf) {
    const FeedTable table = read(kTable);
    EXPECT_THAT(table.entries,
                ElementsAre(of_origin("192.0.2.0/24", 64500, "DE"),
                            of_origin("203.0.113.0/26", 64501), of_origin("203.0.113.64/27", 64501),
                            of_origin("2001:db8::/32", 4200000001, "US")));
    EXPECT_EQ(table.counts.passed_over, 1u);
    EXPECT_EQ(table.counts.wrong, 0u);
}

TEST(IpToAsLines, AreTheSameHoweverTheyAreCut) {
    const FeedTable whole = read(kTable);
    for (const size_t piece : {1, 2, 3, 10, 50, 100})
        EXPECT_EQ(read(kTable, piece).entries, whole.entries) << piece;
}

TEST(IpToAsLines, NeedNeitherCountryNorDescriptionNorALastLineEnd) {
    EXPECT_THAT(read("192.0.2.0\t192.0.2.255\t64500").entries,
                ElementsAre(of_origin("192.0.2.0/24", 64500)));
}

TEST(IpToAsLines, AreSkippedOneByOneWhereTheyAreWrong) {
    const FeedTable table = read(
        "\xef\xbb\xbf"
        "192.0.2.0\t192.0.2.255\t64500\n"
        "\n"
        "# a comment\n"
        "192.0.2.0 192.0.2.255 64500\n"
        "192.0.2.0\t192.0.2\t64500\n"
        "192.0.2.9\t192.0.2.0\t64500\n"
        "192.0.2.0\t2001:db8::\t64500\n"
        "::ffff:192.0.2.0\t::ffff:192.0.2.255\t64500\n"
        "192.0.2.0\t192.0.2.255\tAS64500\n"
        "192.0.2.0\t192.0.2.255\t4294967296\n"
        "192.0.2.0\t192.0.2.255\t\n"
        "<html>503</html>\n"
        "198.51.100.0\t198.51.100.255\t64501\n");
    EXPECT_THAT(table.entries,
                ElementsAre(of_origin("192.0.2.0/24", 64500), of_origin("198.51.100.0/24", 64501)));
    EXPECT_EQ(table.counts.wrong, 9u);
    EXPECT_EQ(table.counts.passed_over, 1u);
}

TEST(IpToAsLines, OfAnyLengthTakeNoMemory) {
    std::string long_line(10'000, '1');
    const std::string text = long_line + "\n192.0.2.0\t192.0.2.255\t64500\n" + long_line;
    for (const size_t piece : {0, 1, 1000, 5000}) {
        const FeedTable table = read(text, piece);
        EXPECT_THAT(table.entries, ElementsAre(of_origin("192.0.2.0/24", 64500))) << piece;
        EXPECT_EQ(table.counts.wrong, 2u) << piece;
    }
}

TEST(IpToAsLines, NeverMakeIpv4OfIpv6) {
    // The whole of IPv6 but its ends goes through ::ffff:0:0/96, which is IPv4's here.
    const FeedTable table = read("::1\tffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe\t64500\n");
    EXPECT_EQ(table.counts.ipv4_prefixes, 0u);
    const FeedTable inside = read("::fffe:ffff:ffff\t::1:0:0:0\t64500\n");
    EXPECT_EQ(inside.counts.ipv4_prefixes, 0u);
    EXPECT_EQ(inside.counts.ipv6_prefixes, 2u);
    EXPECT_EQ(inside.counts.wrong, 1u);
}

TEST(IpToAsLines, OfAnEmptyFileAreNone) {
    EXPECT_THAT(read("").entries, IsEmpty());
    EXPECT_EQ(read("").counts.wrong, 0u);
}

}  // namespace
}  // namespace sluice
