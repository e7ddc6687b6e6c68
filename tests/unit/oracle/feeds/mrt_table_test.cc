// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/mrt_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/mrt_samples.h"

namespace sluice {
namespace {

using namespace mrt;
using testing::ElementsAre;
using testing::IsEmpty;

FeedTable read(const Data& bytes, size_t piece = 0) {
    return table_of(MrtTable({64496}), bytes, piece);
}

// A router's table: two peers, both families, a default route, records that say nothing here.
Data routers_table() {
    return peer_index({64500, 4200000002}) + one_route("0.0.0.0/0", {64500}) +
           one_route("192.0.2.0/24", {64500, 64501}) +
           one_route("198.51.100.0/22", {64500, 64502, 64503}) +
           table_dump_v2(3, be32(0)) +   // RIB_IPV4_MULTICAST
           record(16, 4, Data(20, 0)) +  // BGP4MP_MESSAGE_AS4
           one_route("2001:db8::/32", {64500, 64501}) + one_route("2001:db8:1::/48", {});
}

TEST(MrtTable, HasTheWayToEachPrefix) {
    const FeedTable table = read(routers_table());
    EXPECT_THAT(table.entries, ElementsAre(of_path("192.0.2.0/24", 2, 64500, 64501),
                                           of_path("198.51.100.0/22", 3, 64500, 64503),
                                           of_path("2001:db8::/32", 2, 64500, 64501),
                                           of_path("2001:db8:1::/48", 0, 0, 0)));
    EXPECT_EQ(table.counts.ipv4_prefixes, 2u);
    EXPECT_EQ(table.counts.ipv6_prefixes, 2u);
    EXPECT_EQ(table.counts.default_routes, 1u);
    EXPECT_EQ(table.counts.passed_over, 2u);
    EXPECT_EQ(table.counts.wrong, 0u);
    EXPECT_EQ(table.counts.broken, "");
}

TEST(MrtTable, IsTheSameHoweverItIsCut) {
    const Data bytes = routers_table();
    const FeedTable whole = read(bytes);
    for (const size_t piece : {1, 2, 3, 7, 11, 12, 13, 40, 64, 1000}) {
        const FeedTable cut = read(bytes, piece);
        EXPECT_EQ(cut.entries, whole.entries) << piece;
        EXPECT_EQ(cut.counts.passed_over, whole.counts.passed_over) << piece;
        EXPECT_EQ(cut.counts.broken, "") << piece;
    }
}

TEST(MrtTable, IsBrokenIfItEndsInsideOfARecord) {
    const Data bytes = peer_index({64500}) + one_route("192.0.2.0/24", {64500, 64501});
    const size_t first = peer_index({64500}).size();
    for (size_t n = 1; n < bytes.size(); ++n)
        EXPECT_EQ(read(Data(bytes.begin(), bytes.begin() + n)).counts.broken,
                  n == first ? "" : "it ends inside of a record")
            << n << " bytes";
}

TEST(MrtTable, CountsARecordCutInsideOfItself) {
    const Data record = one_route("192.0.2.0/24", {64500, 64501});
    for (size_t n = 12; n < record.size(); ++n) {
        const Data message(record.begin() + 12, record.begin() + static_cast<ptrdiff_t>(n));
        const FeedTable table = read(peer_index({64500}) + table_dump_v2(2, message));
        EXPECT_THAT(table.entries, IsEmpty()) << n;
        EXPECT_EQ(table.counts.wrong, 1u) << n;
        EXPECT_EQ(table.counts.broken, "") << n;
    }
}

TEST(MrtTable, CountsAPeerIndexCutInsideOfItself) {
    const Data index = peer_index({64500, 4200000002});
    for (size_t n = 12; n < index.size(); ++n) {
        const Data message(index.begin() + 12, index.begin() + static_cast<ptrdiff_t>(n));
        const FeedTable table =
            read(table_dump_v2(1, message) + one_route("192.0.2.0/24", {64500}));
        EXPECT_THAT(table.entries, IsEmpty()) << n;
        EXPECT_EQ(table.counts.wrong, 2u) << n << ": of no peer, the route is wrong too";
    }
}

TEST(MrtTable, KeepsTheBestOfSeveralRoutes) {
    const std::vector<Route> routes{
        {0, usual(sequence({64500, 64501, 64510}))},
        {1, usual(sequence({64502, 64510}))},
        {2, usual(sequence({64503, 64510}))},
    };
    const Data peers = peer_index({64500, 64502, 64503});
    EXPECT_THAT(read(peers + rib("192.0.2.0/24", routes)).entries,
                ElementsAre(of_path("192.0.2.0/24", 2, 64502, 64510)))
        << "the first of the shortest";
    auto preferred = routes;
    preferred[0].attributes = preferred[0].attributes + local_pref(200);
    EXPECT_THAT(read(peers + rib("192.0.2.0/24", preferred)).entries,
                ElementsAre(of_path("192.0.2.0/24", 3, 64500, 64510)));
}

TEST(MrtTable, TakesTheRoutesOfSomePeersAlone) {
    const Data bytes = peer_index({64500, 64502, 4200000002}) +
                       rib("192.0.2.0/24", {{0, usual(sequence({64500, 64510}))},
                                            {2, usual(sequence({1, 2, 3, 64510}))}}) +
                       rib("198.51.100.0/24", {{1, usual(sequence({64502}))}});
    const FeedTable table = table_of(MrtTable({}, {4200000002, 99}), bytes);
    EXPECT_THAT(table.entries, ElementsAre(of_path("192.0.2.0/24", 4, 1, 64510)));
    EXPECT_EQ(table.counts.passed_over, 1u);
    EXPECT_EQ(table.counts.wrong, 0u);
}

TEST(MrtTable, ReadsAdditionalPaths) {
    const Data bytes =
        peer_index({64500}) +
        rib(8, "192.0.2.0/24",
            {{0, usual(sequence({64500, 1, 64510}))}, {0, usual(sequence({64500, 64510}))}}) +
        rib(10, "2001:db8::/32", {{0, usual(sequence({64500}))}});
    EXPECT_THAT(read(bytes).entries, ElementsAre(of_path("192.0.2.0/24", 2, 64500, 64510),
                                                 of_path("2001:db8::/32", 1, 64500, 64500)));
}

TEST(MrtTable, SkipsAWrongRouteAndKeepsTheOthers) {
    const Data bytes =
        peer_index({64500, 64502}) + rib("192.0.2.0/24", {{0, usual({2, 9, 0})},
                                                          {7, usual(sequence({64500}))},
                                                          {1, usual(sequence({64502, 64510}))}});
    const FeedTable table = read(bytes);
    EXPECT_THAT(table.entries, ElementsAre(of_path("192.0.2.0/24", 2, 64502, 64510)));
    EXPECT_EQ(table.counts.wrong, 2u);
}

TEST(MrtTable, IgnoresBitsBeyondAPrefixesLength) {
    Data record = one_route("192.0.2.0/23", {64500});
    record[12 + 4 + 1 + 2] |= 1;
    EXPECT_THAT(read(peer_index({64500}) + record).entries,
                ElementsAre(of_path("192.0.2.0/23", 1, 64500, 64500)));
}

TEST(MrtTable, RefusesPrefixesThatAreNone) {
    Data too_long = one_route("192.0.2.7/32", {64500});
    too_long[12 + 4] = 33;
    Data longer = one_route("2001:db8::7/128", {64500});
    longer[12 + 4] = 129;
    Data mapped = one_route("2001:db8::/96", {64500});
    for (size_t i = 0; i < 12; ++i)
        mapped[12 + 4 + 1 + i] = i < 10 ? 0 : 0xff;
    const FeedTable table = read(peer_index({64500}) + too_long + longer + mapped);
    EXPECT_THAT(table.entries, IsEmpty());
    EXPECT_EQ(table.counts.wrong, 3u);
}

TEST(MrtTable, BreaksOffARecordThatClaimsToBeHuge) {
    Data huge = peer_index({64500}) + one_route("192.0.2.0/24", {64500});
    const size_t length_at = peer_index({64500}).size() + 8;
    huge[length_at] = 0x7f;
    for (const size_t piece : {0, 1, 5, 12}) {
        const FeedTable table = read(huge, piece);
        EXPECT_THAT(table.counts.broken, testing::HasSubstr("a record claims")) << piece;
    }
}

TEST(MrtTable, KeepsWhatWasSaidFirstOfARepeatedPrefix) {
    const FeedTable table =
        read(peer_index({64500}) + one_route("192.0.2.0/24", {64500, 1}) +
             one_route("10.0.0.0/8", {64500}) + one_route("192.0.2.0/24", {64500, 2}));
    EXPECT_THAT(table.entries, ElementsAre(of_path("10.0.0.0/8", 1, 64500, 64500),
                                           of_path("192.0.2.0/24", 2, 64500, 1)));
    EXPECT_EQ(table.counts.repeated, 1u);
}

}  // namespace
}  // namespace sluice
