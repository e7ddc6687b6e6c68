// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/believed_feed.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/feed_under_test.h"

namespace sluice {
namespace {

FeedTable of_size(size_t prefixes) {
    FeedTableBuilder builder;
    for (size_t i = 0; i < prefixes; ++i) {
        FeedEntry entry;
        entry.prefix = {IpAddress::from_ipv4(static_cast<uint32_t>(i << 8)), 24};
        entry.origin_as = 64500;
        builder.add(entry);
    }
    return builder.finish();
}

TEST(BelievedFeed, IsNothingBeforeTheFirstGoodTable) {
    BelievedFeed feed;
    EXPECT_FALSE(feed.offer(of_size(0), 5));
    EXPECT_EQ(feed.table(), nullptr);
    EXPECT_EQ(feed.age_ns(10), std::nullopt);
    EXPECT_EQ(feed.objection(), "it is empty");
}

TEST(BelievedFeed, KeepsTheLastGoodTableAndItsAge) {
    BelievedFeed feed;
    ASSERT_TRUE(feed.offer(of_size(100), 1'000));
    EXPECT_FALSE(feed.offer(of_size(49), 2'000));
    EXPECT_EQ(feed.table()->entries.size(), 100u);
    EXPECT_EQ(feed.age_ns(3'000), 2'000u);
    EXPECT_EQ(feed.refused(), 1u);
    EXPECT_EQ(feed.objection(), "only 49 of 100 IPv4 prefixes are left");
}

TEST(BelievedFeed, IsReplacedByTheNextGoodOne) {
    BelievedFeed feed;
    feed.offer(of_size(100), 1'000);
    const auto old = feed.table();
    feed.offer(of_size(10), 2'000);
    ASSERT_TRUE(feed.offer(of_size(60), 3'000));
    EXPECT_EQ(feed.table()->entries.size(), 60u);
    EXPECT_EQ(feed.age_ns(3'000), 0u);
    EXPECT_EQ(feed.objection(), "");
    EXPECT_EQ(old->entries.size(), 100u) << "for whoever still reads it";
}

TEST(BelievedFeed, MayShrinkIfTheOperatorSaysSoButNotToNothing) {
    BelievedFeed feed;
    feed.offer(of_size(100), 1'000);
    EXPECT_TRUE(feed.accept(of_size(3), 2'000));
    EXPECT_EQ(feed.table()->entries.size(), 3u);
    EXPECT_FALSE(feed.accept(of_size(0), 3'000));
    EXPECT_EQ(feed.table()->entries.size(), 3u);
}

}  // namespace
}  // namespace sluice
