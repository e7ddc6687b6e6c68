// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/gobgp/gobgp_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "classifier/bytes.h"
#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/gobgp/gobgp_samples.h"

namespace sluice {
namespace {

using testing::ElementsAre;

FeedTable table_of(const std::vector<apipb::Destination>& all, bool is_ipv4 = true) {
    GobgpRoutes routes({64496});
    for (const apipb::Destination& one : all)
        routes.add(one, is_ipv4);
    return routes.finish();
}

// A ListPathResponse of gobgpd 3.10.0, for a route of `gobgp global rib add 198.51.100.0/24 aspath
// "64499 64510"`, asked for with enable_only_binary.
constexpr unsigned char kReal[] = {
    0x0a, 0x5e, 0x0a, 0x0f, 0x31, 0x39, 0x38, 0x2e, 0x35, 0x31, 0x2e, 0x31, 0x30, 0x30, 0x2e, 0x30,
    0x2f, 0x32, 0x34, 0x12, 0x4b, 0x1a, 0x06, 0x08, 0xee, 0xd7, 0xb3, 0xd8, 0x06, 0x20, 0x01, 0x3a,
    0x00, 0x4a, 0x04, 0x08, 0x01, 0x10, 0x01, 0x5a, 0x05, 0x3c, 0x6e, 0x69, 0x6c, 0x3e, 0x7a, 0x05,
    0x3c, 0x6e, 0x69, 0x6c, 0x3e, 0x98, 0x01, 0x01, 0xa2, 0x01, 0x04, 0x18, 0xc6, 0x33, 0x64, 0xaa,
    0x01, 0x04, 0x40, 0x01, 0x01, 0x02, 0xaa, 0x01, 0x0d, 0x40, 0x02, 0x0a, 0x02, 0x02, 0x00, 0x00,
    0xfb, 0xf3, 0x00, 0x00, 0xfb, 0xfe, 0xaa, 0x01, 0x07, 0x40, 0x03, 0x04, 0x00, 0x00, 0x00, 0x00};

TEST(GobgpRoutes, ReadWhatARealOneSays) {
    apipb::ListPathResponse answer;
    ASSERT_TRUE(answer.ParseFromArray(kReal, sizeof kReal));
    EXPECT_THAT(table_of({answer.destination()}).entries,
                ElementsAre(of_path("198.51.100.0/24", 2, 64499, 64510)));
}

TEST(GobgpRoutes, NoTruncationOfItIsMoreThanItSays) {
    for (size_t n = 0; n < sizeof kReal; ++n) {
        apipb::ListPathResponse answer;
        if (!answer.ParseFromArray(kReal, static_cast<int>(n)))
            continue;
        const FeedTable table = table_of({answer.destination()});
        EXPECT_LE(table.entries.size(), 1u) << n << " bytes";
    }
}

TEST(GobgpRoutes, AreOurOwnCustomersAndOthers) {
    EXPECT_THAT(
        table_of({destination("198.18.0.0/16", {}), destination("192.0.2.0/24", {64497}),
                  destination("198.51.100.0/24", {64496, 64499, 64499, 64510})})
            .entries,
        ElementsAre(of_path("192.0.2.0/24", 1, 64497, 64497), of_path("198.18.0.0/16", 0, 0, 0),
                    of_path("198.51.100.0/24", 2, 64499, 64510)));
    EXPECT_THAT(table_of({destination("2001:db8::/32", {64497})}, false).entries,
                ElementsAre(of_path("2001:db8::/32", 1, 64497, 64497)));
}

TEST(GobgpRoutes, TakeTheOneThatIsCalledBest) {
    apipb::Destination one;
    one.set_prefix("192.0.2.0/24");
    add_path(one, as_path({64498}), false);
    add_path(one, as_path({64499, 64510}), true);
    EXPECT_THAT(table_of({one}).entries, ElementsAre(of_path("192.0.2.0/24", 2, 64499, 64510)));
}

TEST(GobgpRoutes, WhereNoneIsCalledBestTakeWhatARouterWould) {
    apipb::Destination one;
    one.set_prefix("192.0.2.0/24");
    add_path(one, as_path({64499, 64510}), false);
    add_path(one, as_path({64498, 64511, 64510}), false).add_pattrs_binary(local_pref(200));
    add_path(one, as_path({64497}), false);
    EXPECT_THAT(table_of({one}).entries, ElementsAre(of_path("192.0.2.0/24", 3, 64498, 64510)));
}

TEST(GobgpRoutes, WhatTheRouterDoesNotUseIsPassedOver) {
    apipb::Destination one;
    one.set_prefix("192.0.2.0/24");
    add_path(one, as_path({64497})).set_is_withdraw(true);
    add_path(one, as_path({64497})).set_filtered(true);
    add_path(one, as_path({64497})).set_is_nexthop_invalid(true);
    const FeedTable unused = table_of({one, apipb::Destination()});
    EXPECT_TRUE(unused.entries.empty());
    EXPECT_EQ(unused.counts.passed_over, 1u);
    EXPECT_EQ(unused.counts.wrong, 1u) << "one without a prefix";
    add_path(one, as_path({64499}), false);
    EXPECT_THAT(table_of({one}).entries, ElementsAre(of_path("192.0.2.0/24", 1, 64499, 64499)));
}

TEST(GobgpRoutes, WhatIsWrongIsCounted) {
    apipb::Destination cut = destination("192.0.2.0/24", {});
    cut.mutable_paths(0)->add_pattrs_binary(bytes_text({0x40, 2, 200, 2}));
    apipb::Destination endless = destination("192.0.2.0/24", {});
    for (int i = 0; i < 100; ++i)
        endless.mutable_paths(0)->add_pattrs_binary(std::string(1'000, 'x'));
    const FeedTable table =
        table_of({destination("", {64497}), destination("192.0.2.1", {64497}),
                  destination("192.0.2.0/33", {64497}), destination("2001:db8::/32", {64497}),
                  destination("64496:1:192.0.2.0/24", {64497}), cut, endless});
    EXPECT_TRUE(table.entries.empty());
    EXPECT_EQ(table.counts.wrong, 7u);
    EXPECT_EQ(table_of({destination("0.0.0.0/0", {64497})}).counts.default_routes, 1u);
}

}  // namespace
}  // namespace sluice
