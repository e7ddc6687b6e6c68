// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/geofeed_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/feed_under_test.h"

namespace sluice {
namespace {

using testing::ElementsAre;

FeedTable read(std::string_view text, size_t piece = 0) {
    return table_of(GeofeedLines(), bytes_of(text), piece);
}

// RFC 8805, section 2.2, and what it quotes of the feeds of the IETF and ICANN.
constexpr std::string_view kExamples =
    "192.0.2.0/25,US,US-AL,,\r\n"
    "192.0.2.5,US,US-AL,Alabaster,\r\n"
    "192.0.2.128/25,PL,PL-MZ,,\r\n"
    "2001:db8::/32,PL,,,\r\n"
    "2001:db8:cafe::/48,PL,PL-MZ,,\r\n"
    "# IETF106 (Singapore) - November 2019 - Singapore, SG\r\n"
    "130.129.0.0/16,SG,SG-01,Singapore,\r\n"
    "199.91.192.0/21,MA,MA-07,Marrakech\r\n";

TEST(GeofeedLines, SayWherePrefixesAre) {
    const FeedTable table = read(kExamples);
    EXPECT_THAT(table.entries,
                ElementsAre(of_place("130.129.0.0/16", "SG-01"), of_place("192.0.2.0/25", "US-AL"),
                            of_place("192.0.2.5/32", "US-AL"), of_place("192.0.2.128/25", "PL-MZ"),
                            of_place("199.91.192.0/21", "MA-07"), of_place("2001:db8::/32", "PL"),
                            of_place("2001:db8:cafe::/48", "PL-MZ")));
    EXPECT_EQ(table.counts.passed_over, 1u);
    EXPECT_EQ(table.counts.wrong, 0u);
}

TEST(GeofeedLines, AreTheSameHoweverTheyAreCut) {
    for (const size_t piece : {1, 2, 9, 30})
        EXPECT_EQ(read(kExamples, piece).entries, read(kExamples).entries) << piece;
}

TEST(GeofeedLines, MaySayThatAPrefixIsNowhere) {
    // RFC 8805, section 2.1.2.
    EXPECT_THAT(read("192.0.2.0/24,,,,\n2001:db8:1::/48,ZZ,,,\n198.51.100.0/24\n").entries,
                ElementsAre(of_place("192.0.2.0/24", ""), of_place("198.51.100.0/24", ""),
                            of_place("2001:db8:1::/48", "")));
}

TEST(GeofeedLines, AreReadInEitherCaseWithQuotesSpacesCommentsAndFieldsToCome) {
    EXPECT_THAT(read("192.0.2.0/24,us,us-al,\"Town, with a comma\",1,later,later still\n"
                     " 198.51.100.0/24 , PL ,,, # moved\n"
                     "2001:DB8:0::/32,de,DE-hh,,\n")
                    .entries,
                ElementsAre(of_place("192.0.2.0/24", "US-AL"), of_place("198.51.100.0/24", "PL"),
                            of_place("2001:db8::/32", "DE-HH")));
}

TEST(GeofeedLines, NeedNoCountryBesideARegion) {
    EXPECT_THAT(read("192.0.2.0/24,,US-AL,,\n").entries,
                ElementsAre(of_place("192.0.2.0/24", "US-AL")));
}

TEST(GeofeedLines, AreDiscardedOneByOneWhereTheyAreWrong) {
    const FeedTable table = read(
        "192.0.2.0/24,US,US-AL,,\n"
        ",US,US-AL,,\n"
        "192.0.2.1/24,US,US-AL,,\n"
        "192.0.2.0/33,US,,,\n"
        "example.net,US,,,\n"
        "198.51.100.0/24,USA,,,\n"
        "198.51.100.0/24,US,AL,,\n"
        "198.51.100.0/24,US,PL-MZ,,\n"
        "198.51.100.0/24,US,\"US-AL,,\n"
        "203.0.113.0/24,PL,,,\n");
    EXPECT_THAT(table.entries,
                ElementsAre(of_place("192.0.2.0/24", "US-AL"), of_place("203.0.113.0/24", "PL")));
    EXPECT_EQ(table.counts.wrong, 8u);
}

TEST(GeofeedLines, SayAPrefixOnce) {
    const FeedTable table = read("192.0.2.0/24,US,,,\n192.0.2.0/24,PL,,,\n");
    EXPECT_THAT(table.entries, ElementsAre(of_place("192.0.2.0/24", "US")));
    EXPECT_EQ(table.counts.repeated, 1u);
}

}  // namespace
}  // namespace sluice
