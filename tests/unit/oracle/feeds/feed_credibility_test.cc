// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/feed_credibility.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

FeedCounts counts(uint64_t ipv4, uint64_t ipv6) {
    FeedCounts counts;
    counts.ipv4_prefixes = ipv4;
    counts.ipv6_prefixes = ipv6;
    return counts;
}

TEST(FeedCredibility, IsThatOfAFirstTableOfAnySize) {
    EXPECT_TRUE(is_credible(nullptr, counts(1'000'000, 200'000)));
    EXPECT_TRUE(is_credible(nullptr, counts(1, 0)));
}

TEST(FeedCredibility, IsLostByATableOfNothing) {
    EXPECT_EQ(why_not_credible(nullptr, counts(0, 0)), "it is empty");
    FeedCounts only_default = counts(0, 0);
    only_default.default_routes = 2;
    EXPECT_EQ(why_not_credible(nullptr, only_default), "it has a default route only");
    FeedCounts garbage = counts(0, 0);
    garbage.wrong = 12;
    EXPECT_EQ(why_not_credible(nullptr, garbage), "nothing in it is what it should be");
}

TEST(FeedCredibility, IsLostByWhatBrokeOff) {
    FeedCounts cut = counts(1'000'000, 200'000);
    cut.broken = "it ends inside of a record";
    EXPECT_EQ(why_not_credible(nullptr, cut), "it ends inside of a record");
    EXPECT_FALSE(is_credible(&cut, cut));
}

TEST(FeedCredibility, IsLostByMoreWrongThanRight) {
    FeedCounts half = counts(10, 0);
    half.wrong = 10;
    EXPECT_TRUE(is_credible(nullptr, half));
    half.wrong = 11;
    EXPECT_EQ(why_not_credible(nullptr, half),
              "11 of its lines or records are wrong, and 10 prefixes right");
}

TEST(FeedCredibility, IsLostByATableShrunkByMoreThanHalf) {
    const FeedCounts before = counts(1'000'001, 200'000);
    EXPECT_TRUE(is_credible(&before, counts(500'001, 100'000)));
    EXPECT_EQ(why_not_credible(&before, counts(500'000, 200'000)),
              "only 500000 of 1000001 IPv4 prefixes are left");
    EXPECT_EQ(why_not_credible(&before, counts(1'000'001, 99'999)),
              "only 99999 of 200000 IPv6 prefixes are left");
    EXPECT_FALSE(is_credible(&before, counts(1'000'001, 0))) << "a family that is gone";
}

TEST(FeedCredibility, StaysWhateverATableHasWon) {
    const FeedCounts before = counts(3, 0);
    EXPECT_TRUE(is_credible(&before, counts(1'000'000, 200'000)));
    EXPECT_TRUE(is_credible(&before, counts(2, 0)));
    EXPECT_FALSE(is_credible(&before, counts(1, 0)));
}

}  // namespace
}  // namespace sluice
