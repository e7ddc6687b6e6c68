// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_service.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "oracle/rank_udp/rank_reply.h"
#include "tests/unit/oracle/rank/a_topology.h"
#include "tests/unit/oracle/rank_udp/rank_datagrams.h"

namespace sluice {
namespace {

constexpr uint32_t kNow = 10'000;

// Two of each place, nearest last.
std::vector<std::string> everywhere() {
    return {"203.0.113.1:1", "203.0.113.2:2", "198.19.0.1:3", "198.19.0.2:4",
            "198.18.1.1:5",  "198.18.1.2:6",  "198.18.0.1:7", "198.18.0.2:8"};
}

class RankServiceTest : public testing::Test {
 protected:
    explicit RankServiceTest(Topology::Parts parts = a_topology()) : topology_(std::move(parts)) {
        settings_.ids = ConnectionIds({1, 2});
    }

    RankService& service() {
        if (!service_)
            service_ = std::make_unique<RankService>(settings_, counts_, SipKey{3, 4}, 5);
        return *service_;
    }
    std::vector<uint8_t> tell(const std::vector<uint8_t>& datagram, uint32_t now_s = kNow) {
        std::vector<uint8_t> reply(kRankReplyBytes);
        reply.resize(service().answer(datagram, asker_, now_s, topology_, reply));
        return reply;
    }
    // With a connection id that is good.
    std::vector<uint8_t> ask(RankQuestion question) {
        question.connection_id = settings_.ids.give(asker_, kNow);
        return tell(rank_datagram(question));
    }
    // Places and tiers of a reply.
    static std::vector<std::pair<int, int>> ranked(const std::vector<uint8_t>& reply) {
        std::vector<std::pair<int, int>> out;
        for (size_t at = kRankReplyHead; at + 1 < reply.size(); at += 2)
            out.emplace_back(reply[at], reply[at + 1]);
        return out;
    }
    static uint32_t action(const std::vector<uint8_t>& reply) { return Reader{reply}.be32(); }
    static RankError error(const std::vector<uint8_t>& reply) {
        Reader in{reply};
        in.skip(8);
        return reply.size() == kRankErrorReply && action(reply) == 3 ? RankError(in.be16())
                                                                     : RankError(0);
    }

    Topology topology_;
    RankServiceSettings settings_;
    RankCounts counts_;
    IpAddress asker_ = ip("198.18.0.77");
    std::unique_ptr<RankService> service_;
};

TEST_F(RankServiceTest, PutsTheNearestFirstAndTellsTheTiers) {
    const auto reply = ask({.ipv4 = everywhere(), .ipv6 = {}});
    ASSERT_EQ(reply.size(), kRankReplyHead + 8 * kRankedBytes);
    EXPECT_EQ(action(reply), 1u);
    EXPECT_EQ(Bytes(reply).subspan(4, 4)[3], 0x01) << "the transaction's";
    EXPECT_EQ(reply[9], 60) << "how long it is good for";
    EXPECT_EQ(reply[11], 8) << "how many";
    const auto order = ranked(reply);
    // The first three are in random order; then the region's other, peering's, transit's.
    EXPECT_EQ(order[2].second, 0);
    EXPECT_GE(order[3].first, 4);
    EXPECT_LE(order[3].first, 5);
    EXPECT_TRUE(order[4].first == 2 || order[4].first == 3) << order[4].first;
    EXPECT_TRUE(order[7].first == 0 || order[7].first == 1) << order[7].first;
    EXPECT_EQ(order[6].second, order[7].second);
    EXPECT_GT(order[6].second, order[5].second);
}

TEST_F(RankServiceTest, RanksBothFamiliesByOneOrder) {
    const auto order =
        ranked(ask({.ipv4 = {"203.0.113.1:1", "198.18.0.1:1", "198.19.0.1:1"},
                    .ipv6 = {"[2001:db8::1]:1", "[2001:db8:1::1]:1", "[2001:db9::1]:1"}}));
    ASSERT_EQ(order.size(), 6u);
    EXPECT_EQ(order[3].first, 2) << "peering, of IPv4";
    EXPECT_EQ(order[4].first, 0) << "transit, of IPv4";
    EXPECT_EQ(order[5].first, 5) << "not known, of IPv6";
}

TEST_F(RankServiceTest, KeepsEndpointsOfOneAddressApartOrOneOfThem) {
    const std::vector<std::string> home = {"198.18.0.1:1", "198.18.0.1:2", "198.18.0.1:3"};
    EXPECT_EQ(ranked(ask({.ipv4 = home, .ipv6 = {}})).size(), 3u);
    EXPECT_EQ(ranked(ask({.shared_address = SharedAddress::once, .ipv4 = home, .ipv6 = {}})),
              (std::vector<std::pair<int, int>>{{0, 0}}));
    std::vector<int> kept;
    for (int i = 0; i < 50; ++i)
        kept.push_back(
            ranked(ask({.shared_address = SharedAddress::rotate, .ipv4 = home, .ipv6 = {}}))
                .at(0)
                .first);
    EXPECT_EQ(*std::ranges::min_element(kept), 0);
    EXPECT_EQ(*std::ranges::max_element(kept), 2);
}

TEST_F(RankServiceTest, RanksAsManyAsADatagramHolds) {
    const auto reply = ask({.ipv4 = std::vector<std::string>(201, "198.18.0.1:1"), .ipv6 = {}});
    EXPECT_EQ(ranked(reply).size(), 201u);
    EXPECT_EQ(counts_.endpoints.value(), 201u);
}

TEST_F(RankServiceTest, NeverRepliesWithMoreThanItWasAsked) {
    settings_.keys.add(7, std::vector<uint8_t>(16));
    settings_.requests_per_second = 10'000;
    for (const uint32_t key : {0u, 7u, 8u})
        for (size_t ipv4 = 0; ipv4 <= 201; ++ipv4)
            for (const size_t ipv6 : {size_t{0}, size_t{1}, (201 - ipv4) / 3}) {
                RankQuestion question{.key_id = key,
                                      .ipv4 = std::vector<std::string>(ipv4, "198.18.0.1:1"),
                                      .ipv6 = std::vector<std::string>(ipv6, "[2001:db8::1]:1")};
                const size_t asked = rank_datagram(question).size();
                EXPECT_LE(tell(rank_datagram(question)).size(), asked) << "a stranger's";
                EXPECT_LE(ask(question).size(), asked) << ipv4 << " and " << ipv6;
            }
    EXPECT_EQ(tell(rank_connect()).size(), rank_connect().size());
}

TEST_F(RankServiceTest, RanksForNobodyWhoHasNotProvenItsAddress) {
    const auto id = settings_.ids.give(asker_, kNow);
    const auto datagram = rank_datagram({.connection_id = id});
    EXPECT_EQ(action(tell(datagram, kNow + 120)), 1u) << "two minutes are allowed";
    EXPECT_EQ(error(tell(datagram, kNow + 200)), RankError::unproven) << "too old";
    EXPECT_EQ(error(tell(rank_datagram({}))), RankError::unproven) << "made up";
    asker_ = ip("198.18.0.78");
    EXPECT_EQ(error(tell(datagram)), RankError::unproven) << "another's";
    EXPECT_EQ(counts_.unproven.value(), 3u);
}

TEST_F(RankServiceTest, GivesAnIdThatIsGoodForWhoAskedForIt) {
    const auto reply = tell(rank_connect());
    Reader in{reply};
    EXPECT_EQ(in.be32(), 0u);
    EXPECT_EQ(in.be32(), 0xcafe0000u);
    EXPECT_EQ(action(tell(rank_datagram({.connection_id = in.be64()}))), 1u);
}

TEST_F(RankServiceTest, HoldsASourceToItsShareAndTellsWhenToAskAgain) {
    settings_.requests_per_second = 2;
    EXPECT_EQ(action(ask({})), 1u);
    EXPECT_EQ(action(ask({})), 1u);
    const auto refused = ask({});
    EXPECT_EQ(error(refused), RankError::too_often);
    EXPECT_EQ(refused[11], 1) << "seconds";
    asker_ = ip("198.18.0.78");
    EXPECT_EQ(action(ask({})), 1u) << "another's share";
}

TEST_F(RankServiceTest, DoesNotLetStrangersUseUpASourcesShare) {
    settings_.requests_per_second = 1;
    for (int i = 0; i < 100; ++i)
        tell(rank_datagram({}));  // in the asker's name, without its id
    EXPECT_EQ(action(ask({})), 1u);
}

TEST_F(RankServiceTest, DoesNotCountWhoIsExempt) {
    settings_.requests_per_second = 1;
    settings_.not_counted = RankServiceSettings::prefixes(std::vector{net("198.18.0.0/24")});
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(action(ask({})), 1u);
}

TEST_F(RankServiceTest, SaysNothingToWhoIsNotServed) {
    settings_.allowed = RankServiceSettings::prefixes(
        std::vector{net("198.18.0.0/24"), net("198.18.0.0/24"), net("198.18.0.0/16")});
    EXPECT_EQ(action(ask({})), 1u);
    asker_ = ip("203.0.113.1");
    EXPECT_TRUE(tell(rank_connect()).empty());
    EXPECT_TRUE(ask({}).empty());
    EXPECT_EQ(counts_.refused.value(), 2u);
    settings_.allowed = RankServiceSettings::prefixes(std::vector{net("0.0.0.0/0")});
    asker_ = ip("2001:db8::1");
    EXPECT_TRUE(ask({}).empty()) << "all of IPv4 is not all";
}

TEST_F(RankServiceTest, AuthenticatesWhereAKeyIsNamed) {
    const std::vector<uint8_t> secret(16, 0xab);
    settings_.keys.add(7, secret);
    RankQuestion question{.connection_id = settings_.ids.give(asker_, kNow), .key_id = 7};
    const auto reply = tell(rank_datagram(question));
    ASSERT_EQ(reply.size(), kRankReplyHead + 3 * kRankedBytes + kRankMacBytes);
    std::array<uint8_t, kRankMacBytes> mac;
    settings_.keys.authenticate(7, Bytes(reply).first(18), rank_datagram(question), mac);
    EXPECT_TRUE(std::ranges::equal(mac, Bytes(reply).subspan(18)));
    question.key_id = 8;
    EXPECT_EQ(error(tell(rank_datagram(question))), RankError::unknown_key);
}

TEST_F(RankServiceTest, SaysNothingToWhatIsNoRequest) {
    EXPECT_TRUE(tell({}).empty());
    EXPECT_TRUE(tell(std::vector<uint8_t>(16)).empty());
    EXPECT_EQ(counts_.malformed.value(), 2u);
}

class RankServiceBehindNatTest : public RankServiceTest {
 protected:
    RankServiceBehindNatTest() : RankServiceTest(parts()) {}

    static Topology::Parts parts() {
        auto parts = a_topology();
        parts.realms = {{"cgn", {net("100.64.0.0/10")}}};
        return parts;
    }
};

TEST_F(RankServiceBehindNatTest, TellsOfInsideAddressesInsideAlone) {
    const RankQuestion question{.ipv4 = {"198.18.0.1:1", "100.64.0.9:2"}, .ipv6 = {}};
    EXPECT_EQ(ranked(ask(question)), (std::vector<std::pair<int, int>>{{0, 0}}));
    asker_ = ip("100.64.0.1");
    EXPECT_EQ(ranked(ask(question)).size(), 2u);
}

}  // namespace
}  // namespace sluice
