// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/ranking.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/a_topology.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using Addresses = std::vector<IpAddress>;

constexpr RankOptions kByCostAlone = {.shared_address = SharedAddress::apart, .spread = 1};

class RankingTest : public testing::Test {
 protected:
    std::vector<uint16_t> order(const Topology& topology, const std::string& asker,
                                const Addresses& candidates,
                                const RankOptions& options = kByCostAlone) {
        std::vector<uint16_t> order;
        for (const Ranked& ranked : rank(topology, asker, candidates, options))
            order.push_back(ranked.candidate);
        return order;
    }
    std::vector<uint16_t> tiers(const Topology& topology, const std::string& asker,
                                const Addresses& candidates,
                                const RankOptions& options = kByCostAlone) {
        std::vector<uint16_t> tiers;
        for (const Ranked& ranked : rank(topology, asker, candidates, options))
            tiers.push_back(ranked.tier);
        return tiers;
    }
    std::span<const Ranked> rank(const Topology& topology, const std::string& asker,
                                 const Addresses& candidates, const RankOptions& options) {
        return ranking_.rank(topology, ip(asker), candidates, options, random_);
    }

    Ranking ranking_;
    SplitMix64 random_{1};
};

// Of all locations, of both families, and of none.
Addresses mixed(size_t count, SplitMix64& random) {
    const Addresses begins = {ip("198.18.0.0"),  ip("198.18.1.0"),    ip("198.19.0.0"),
                              ip("203.0.113.0"), ip("8.8.8.0"),       ip("100.64.0.0"),
                              ip("100.96.0.0"),  ip("2001:db8:1::"),  ip("2001:db8:2::"),
                              ip("2001:db8::"),  ip("2001:db8:99::"), ip("2400::")};
    Addresses addresses;
    for (size_t i = 0; i < count; ++i) {
        addresses.push_back(begins[random.below(static_cast<uint32_t>(begins.size()))]);
        addresses.back().bytes[15] = static_cast<uint8_t>(random.next());
    }
    return addresses;
}

TEST_F(RankingTest, NearerOnesComeFirstAndStrangersLast) {
    const Topology topology(a_topology());
    const Addresses candidates = {ip("8.8.8.8"), ip("203.0.113.5"), ip("198.19.7.7"),
                                  ip("2001:db8::1"), ip("198.18.1.1")};
    EXPECT_THAT(order(topology, "198.18.0.1", candidates), ElementsAre(3, 4, 2, 1, 0));
    EXPECT_THAT(tiers(topology, "198.18.0.1", candidates), ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(RankingTest, NearIsWhatIsNearToTheAsker) {
    const Topology topology(a_topology());
    const Addresses candidates = {ip("198.18.0.2"), ip("198.19.0.2")};
    EXPECT_THAT(order(topology, "198.18.0.1", candidates), ElementsAre(0, 1));
    EXPECT_THAT(order(topology, "198.19.0.1", candidates), ElementsAre(1, 0));
}

TEST_F(RankingTest, TiersAreRelativeToTheAnswer) {
    const Topology topology(a_topology());
    EXPECT_THAT(tiers(topology, "198.18.0.1",
                      {ip("203.0.113.5"), ip("203.0.113.6"), ip("198.19.0.1"), ip("8.8.8.8")}),
                ElementsAre(0, 1, 1, 2));
    EXPECT_THAT(tiers(topology, "198.18.0.1", {ip("8.8.8.8"), ip("8.8.8.9")}), ElementsAre(0, 0));
}

TEST_F(RankingTest, AStrangerGetsAllInRandomOrder) {
    const Topology topology(a_topology());
    std::set<std::vector<uint16_t>> orders;
    for (int i = 0; i < 200; ++i)
        orders.insert(
            order(topology, "8.8.8.8", {ip("198.18.0.1"), ip("203.0.113.5"), ip("8.8.4.4")}));
    EXPECT_EQ(orders.size(), 6u);
}

TEST_F(RankingTest, NobodyIsLeftOutOrDoubled) {
    const Topology topology(a_topology());
    for (const size_t count : {0u, 1u, 2u, 3u, 50u, 63u, 64u, 65u, 500u, 9'999u, 10'000u}) {
        const Addresses candidates = mixed(count, random_);
        for (const uint16_t spread : {0, 1, 3, 20'000}) {
            std::vector<uint16_t> found =
                order(topology, "198.18.0.1", candidates, {.shared_address = {}, .spread = spread});
            std::ranges::sort(found);
            std::vector<uint16_t> all(count);
            std::iota(all.begin(), all.end(), uint16_t{0});
            ASSERT_EQ(found, all);
        }
    }
}

TEST_F(RankingTest, ReadsNoMoreCandidatesThanItHasRoomFor) {
    const Topology topology(a_topology());
    const Addresses candidates(Ranking::kMostCandidates + 5, ip("198.18.0.9"));
    EXPECT_EQ(order(topology, "198.18.0.1", candidates).size(), Ranking::kMostCandidates);
}

TEST_F(RankingTest, CostsRiseAlongTheAnswer) {
    const Topology topology(a_topology());
    const Pid home = topology.map().find(ip("198.18.0.1"));
    for (int round = 0; round < 50; ++round) {
        const Addresses candidates = mixed(1 + random_.below(300), random_);
        const auto ranked = rank(topology, "198.18.0.1", candidates, kByCostAlone);
        const auto cost = [&](const Ranked& one) {
            return topology.ranking_cost().cost(home,
                                                topology.map().find(candidates[one.candidate]));
        };
        ASSERT_EQ(ranked.front().tier, 0);
        for (size_t i = 1; i < ranked.size(); ++i) {
            ASSERT_LE(cost(ranked[i - 1]), cost(ranked[i]));
            ASSERT_EQ(ranked[i].tier - ranked[i - 1].tier,
                      cost(ranked[i - 1]) < cost(ranked[i]) ? 1 : 0);
        }
    }
}

TEST_F(RankingTest, WhatCostsTheSameComesInEveryOrderAsOften) {
    const Topology topology(a_topology());
    const Addresses candidates = {ip("198.19.0.1"), ip("198.19.0.2"), ip("198.19.0.3"),
                                  ip("2001:db8:2::4")};
    std::map<std::vector<uint16_t>, int> orders;
    for (int i = 0; i < 24'000; ++i)
        ++orders[order(topology, "198.18.0.1", candidates)];
    ASSERT_EQ(orders.size(), 24u);
    for (const auto& [order, times] : orders)
        EXPECT_NEAR(times, 1'000, 150);
}

TEST_F(RankingTest, ALoneNearestPeerIsNotEverybodysFirst) {
    const Topology topology(a_topology());
    Addresses candidates = {ip("198.18.0.2")};
    for (int i = 0; i < 40; ++i)
        candidates.push_back(ip("198.19.0." + std::to_string(i)));
    int first = 0;
    for (int i = 0; i < 3'000; ++i) {
        const std::vector<uint16_t> found = order(topology, "198.18.0.1", candidates, {});
        first += found.front() == 0 ? 1 : 0;
        // Yet it is among those that everybody tries.
        ASSERT_LT(std::ranges::find(found, 0) - found.begin(), 3);
    }
    EXPECT_NEAR(first, 1'000, 150);
    EXPECT_THAT(tiers(topology, "198.18.0.1", {candidates.begin(), candidates.begin() + 5}, {}),
                ElementsAre(0, 0, 0, 1, 1));
    EXPECT_EQ(order(topology, "198.18.0.1", candidates).front(), 0);
}

TEST_F(RankingTest, StrangersAreNotSpreadAmongTheNear) {
    const Topology topology(a_topology());
    for (int i = 0; i < 100; ++i)
        ASSERT_THAT(order(topology, "198.18.0.1", {ip("8.8.8.8"), ip("198.18.0.2"), ip("8.8.4.4")},
                          {.shared_address = {}, .spread = 3})
                        .front(),
                    1);
}

TEST_F(RankingTest, CachesComeFirstTheNearerOnesBefore) {
    Topology::Parts parts = a_topology();
    parts.caches = {net("203.0.113.9"), net("198.19.255.0/24"), net("8.8.8.8")};
    const Topology topology(parts);
    const Addresses candidates = {ip("198.18.0.2"),   ip("8.8.8.8"),     ip("203.0.113.9"),
                                  ip("198.19.255.1"), ip("203.0.113.5"), ip("8.8.4.4")};
    EXPECT_THAT(order(topology, "198.18.0.1", candidates), ElementsAre(3, 2, 1, 0, 4, 5));
    EXPECT_THAT(tiers(topology, "198.18.0.1", candidates), ElementsAre(0, 1, 2, 3, 4, 5));
    for (int i = 0; i < 100; ++i) {
        const auto spread = order(topology, "198.18.0.1", candidates, {});
        ASSERT_THAT(std::vector(spread.begin(), spread.begin() + 3), ElementsAre(3, 2, 1));
    }
}

TEST_F(RankingTest, InsideAddressesNeverLeaveTheirRealm) {
    Topology::Parts parts = a_topology();
    parts.realms = {{"north", {net("100.64.0.0/11"), net("2001:db8:1::/64")}},
                    {"south", {net("100.96.0.0/11")}}};
    const Topology topology(parts);
    for (const std::string asker : {"198.18.0.1", "100.64.0.77", "100.96.0.77", "8.8.8.8",
                                    "2001:db8:1::77", "2001:db8:2::77"}) {
        const uint16_t realm = topology.realm(ip(asker));
        for (int round = 0; round < 20; ++round) {
            const Addresses candidates = mixed(200, random_);
            std::set<uint16_t> expected;
            for (uint16_t i = 0; i < candidates.size(); ++i) {
                const uint16_t inside = topology.realm(candidates[i]);
                if (inside == Topology::kNoRealm || inside == realm)
                    expected.insert(i);
            }
            const auto found = order(topology, asker, candidates, {});
            ASSERT_EQ(found.size(), expected.size());
            ASSERT_EQ(std::set(found.begin(), found.end()), expected) << asker;
        }
    }
}

TEST_F(RankingTest, EndpointsOfOneAddressAreCandidatesOfTheirOwnUnlessAsked) {
    const Topology topology(a_topology());
    const Addresses candidates = {ip("198.19.0.1"), ip("198.18.0.2"), ip("198.19.0.1"),
                                  ip("198.19.0.1")};
    EXPECT_THAT(order(topology, "198.18.0.1", candidates), UnorderedElementsAre(0, 1, 2, 3));
    EXPECT_THAT(order(topology, "198.18.0.1", candidates,
                      {.shared_address = SharedAddress::once, .spread = 1}),
                ElementsAre(1, 0));
    std::map<uint16_t, int> stayed;
    for (int i = 0; i < 9'000; ++i) {
        const auto found = order(topology, "198.18.0.1", candidates,
                                 {.shared_address = SharedAddress::rotate, .spread = 1});
        ASSERT_EQ(found.size(), 2u);
        ++stayed[found.back()];
    }
    ASSERT_EQ(stayed.size(), 3u);
    for (const auto& [candidate, times] : stayed)
        EXPECT_NEAR(times, 3'000, 250);
}

TEST_F(RankingTest, ACrowdedAddressIsNoEarlierThanOthers) {
    const Topology topology(a_topology());
    Addresses candidates(30, ip("198.19.0.1"));
    candidates.push_back(ip("198.19.0.2"));
    int first = 0;
    for (int i = 0; i < 4'000; ++i) {
        const auto found = order(topology, "198.18.0.1", candidates,
                                 {.shared_address = SharedAddress::rotate, .spread = 1});
        ASSERT_EQ(found.size(), 2u);
        first += found.front() == 30 ? 1 : 0;
    }
    EXPECT_NEAR(first, 2'000, 200);
}

TEST_F(RankingTest, KeepsOneOfEveryAddressOfMany) {
    const Topology topology(a_topology());
    for (const auto shared : {SharedAddress::once, SharedAddress::rotate}) {
        const Addresses candidates = mixed(10'000, random_);
        const auto found =
            order(topology, "198.18.0.1", candidates, {.shared_address = shared, .spread = 3});
        std::set<IpAddress> addresses;
        for (const uint16_t candidate : found)
            ASSERT_TRUE(addresses.insert(candidates[candidate]).second);
        EXPECT_EQ(addresses, std::set(candidates.begin(), candidates.end()));
    }
}

// More tiers than one, and than two, passes of the sort tell apart.
TEST_F(RankingTest, OrdersMoreTiersThanFitAByteAndThanFitTwo) {
    for (const size_t pids : {300u, 40'000u}) {
        std::vector<std::string> names;
        std::vector<std::pair<Prefix, Pid>> prefixes;
        CostMap costs(pids);
        for (size_t pid = 0; pid < pids; ++pid) {
            names.push_back("pid" + std::to_string(pid));
            prefixes.emplace_back(
                Prefix::covering(IpAddress::from_ipv4(static_cast<uint32_t>(pid) << 8), 24),
                static_cast<Pid>(pid));
            costs.set(0, static_cast<Pid>(pid), static_cast<float>(pid * 7'919 % pids));
        }
        const Topology topology({.map = std::make_shared<const NetworkMap>(names, prefixes),
                                 .routing_cost = costs,
                                 .ranking_cost = costs,
                                 .caches = {net("0.0.0.77/32")},
                                 .realms = {},
                                 .tag = {}});
        Addresses candidates;
        for (int i = 0; i < 5'000; ++i)
            candidates.push_back(
                IpAddress::from_ipv4(random_.below(static_cast<uint32_t>(pids)) << 8 | 7));
        candidates.push_back(ip("0.0.0.77"));
        const auto found = order(topology, "0.0.0.1", candidates);
        ASSERT_EQ(found.front(), 5'000);
        float before = -1;
        for (size_t i = 1; i < found.size(); ++i) {
            const float cost = costs.cost(0, topology.map().find(candidates[found[i]]));
            ASSERT_LE(before, cost);
            before = cost;
        }
    }
}

}  // namespace
}  // namespace sluice
