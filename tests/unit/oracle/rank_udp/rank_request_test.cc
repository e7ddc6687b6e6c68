// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_request.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank_udp/rank_datagrams.h"

namespace sluice {
namespace {

TEST(ParseRankRequest, ReadsWhatTheClientOfTheDocumentationWrites) {
    const auto datagram = shown_request();
    const auto request = parse_rank_request(datagram);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->action, RankAction::rank);
    EXPECT_EQ(request->connection_id, 0x1122334455667788u);
    EXPECT_EQ(request->transaction_id, 0xcafe0001u);
    EXPECT_EQ(request->key_id, 7u);
    EXPECT_EQ(request->shared_address, SharedAddress::once);
    EXPECT_EQ(request->endpoints(), 3u);
    EXPECT_EQ(request->ipv4.size(), 12u);
    EXPECT_EQ(request->ipv4[3], 7);
    EXPECT_EQ(request->ipv6[15], 5);
    EXPECT_EQ(rank_datagram({.key_id = 7, .shared_address = SharedAddress::once}), datagram);
}

TEST(ParseRankRequest, RejectsEveryTruncation) {
    for (const auto& whole : {shown_request(), rank_connect()})
        for (size_t n = 0; n < whole.size(); ++n)
            EXPECT_FALSE(parse_rank_request(Bytes{whole}.first(n))) << n << " bytes";
}

TEST(ParseRankRequest, DoesNotLookAtWhatFollowsTheFields) {
    auto datagram = shown_request();
    datagram.resize(kRankDatagramBytes);
    ASSERT_TRUE(parse_rank_request(datagram));
    EXPECT_EQ(parse_rank_request(datagram)->endpoints(), 3u);
    datagram.resize(kRankDatagramBytes + 1);
    EXPECT_FALSE(parse_rank_request(datagram)) << "larger than a datagram may be";
    auto connect = rank_connect();
    connect.resize(98);
    EXPECT_TRUE(parse_rank_request(connect));
}

TEST(ParseRankRequest, HoldsAsManyEndpointsAsFitIntoADatagram) {
    RankQuestion question{.ipv4 = std::vector<std::string>(201, "198.18.0.1:1"), .ipv6 = {}};
    EXPECT_EQ(parse_rank_request(rank_datagram(question))->endpoints(), 201u);
    question.ipv4.emplace_back("198.18.0.1:1");
    EXPECT_FALSE(parse_rank_request(rank_datagram(question)));
    question = {.ipv4 = {}, .ipv6 = std::vector<std::string>(67, "[2001:db8::1]:1")};
    EXPECT_EQ(parse_rank_request(rank_datagram(question))->endpoints(), 67u);
    question.ipv6.emplace_back("[2001:db8::1]:1");
    EXPECT_FALSE(parse_rank_request(rank_datagram(question)));
}

TEST(ParseRankRequest, TakesNoTrackersRequestForOne) {
    auto connect = rank_connect();
    const auto bep15 = from_hex("0000041727101980");
    std::copy(bep15.begin(), bep15.end(), connect.begin());
    EXPECT_FALSE(parse_rank_request(connect));
}

TEST(ParseRankRequest, RejectsWhatItWouldNotKnowHowToAnswer) {
    EXPECT_FALSE(parse_rank_request(rank_datagram({.ipv4 = {}, .ipv6 = {}}))) << "nothing to rank";
    auto datagram = shown_request();
    datagram[20] = 3;
    EXPECT_FALSE(parse_rank_request(datagram)) << "no such treatment of shared addresses";
    datagram = shown_request();
    datagram[11] = 2;
    EXPECT_FALSE(parse_rank_request(datagram)) << "no such action";
}

}  // namespace
}  // namespace sluice
