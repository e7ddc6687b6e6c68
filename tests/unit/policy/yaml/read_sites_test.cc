// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/policy_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;

std::string site(const std::string& name, const std::string& rest) {
    return "  " + name + ": { capacity: { up: 1gbps, down: 2gbps }" +
           (rest.empty() ? "" : ", " + rest) + " }\n";
}

std::vector<std::string> names(const std::vector<Site>& sites) {
    std::vector<std::string> names;
    for (const Site& site : sites)
        names.push_back(site.name);
    return names;
}

TEST(Sites, HaveWhatTheOperatorWrote) {
    const Policy policy = policy_of(R"(
congestion: { near_congested: { up: 60%, window: 5m } }
sites:
  olt-1: { capacity: { up: 2.5gbps, down: 10gbps }, link: pop1 }
  olt-1.pon-3:
    in: olt-1
    capacity: { up: 1.2gbps, down: 2.4gbps }
    minimum: { down: 100mbps }
    weight: 3
    near_congested: { down: 75% }
)");
    const Site olt{.name = "olt-1",
                   .parent = "",
                   .link = "pop1",
                   .capacity_bps = {2'500'000'000, 10'000'000'000},
                   .minimum_bps = {},
                   .weight = 0};
    const Site pon{.name = "olt-1.pon-3",
                   .parent = "olt-1",
                   .link = "",
                   .capacity_bps = {1'200'000'000, 2'400'000'000},
                   .minimum_bps = {0, 100'000'000},
                   .weight = 3,
                   .near_congested = NearCongested{
                       .up_permille = 600, .down_permille = 750, .window_ns = 300'000'000'000}};
    EXPECT_THAT(policy.sites, ElementsAre(olt, pon));
}

TEST(Sites, ComeEachAfterTheOneItIsIn) {
    const Policy policy =
        policy_of("sites:\n" + site("leaf", "in: middle") + site("other", "in: top") +
                  site("middle", "in: top") + site("top", "") + site("alone", ""));
    EXPECT_THAT(names(policy.sites), ElementsAre("top", "alone", "other", "middle", "leaf"));
}

TEST(Sites, AreWhereSubscribersAre) {
    const Policy policy = policy_of("sites:\n" + site("pon", "") +
                                    "subscribers: [{ id: a, addresses: 192.0.2.1, site: pon },\n"
                                    "              { id: b, addresses: 192.0.2.2 }]\n");
    EXPECT_EQ(policy.subscribers.at(0).site, "pon");
    EXPECT_EQ(policy.subscribers.at(1).site, "");
    EXPECT_THAT(told_of("sites:\n" + site("pon-1", "") +
                        "subscribers: [{ id: a, addresses: 192.0.2.1, site: pon-2 }]\n"),
                ElementsAre("p.yaml:3: subscribers[0].site: there is no site 'pon-2'; did you "
                            "mean 'pon-1'?"));
}

TEST(Sites, WithoutCapacityAreRefused) {
    EXPECT_THAT(told_of("sites:\n  olt-1.pon-3: { weight: 2 }\n  olt-1: { capacity: { up: 1gbps } "
                        "}\n  olt-2: { capacity: { up: 0bps, down: 11tbps } }\n"),
                ElementsAre("p.yaml:2: sites.olt-1.pon-3: 'capacity' is missing",
                            "p.yaml:3: sites.olt-1.capacity: 'down' is missing",
                            "p.yaml:4: sites.olt-2.capacity.up: a site of capacity zero lets "
                            "nothing pass; write what it can carry",
                            "p.yaml:4: sites.olt-2.capacity.down: is more than 10tbps"));
}

TEST(Sites, InALoopAreRefusedOnceWithTheLoop) {
    EXPECT_THAT(told_of("sites:\n" + site("below", "in: a") + site("a", "in: b") +
                        site("b", "in: c") + site("c", "in: a") + site("x", "in: x")),
                ElementsAre("p.yaml:3: sites.a: is inside itself: a in b in c in a",
                            "p.yaml:6: sites.x: is inside itself: x in x"));
}

TEST(Sites, InOneThatThereIsNotAreRefused) {
    EXPECT_THAT(told_of("sites:\n" + site("olt-1", "") + site("olt-1.pon-3", "in: olt-2")),
                ElementsAre("p.yaml:3: sites.olt-1.pon-3.in: there is no site 'olt-2'; did you "
                            "mean 'olt-1'?"));
}

TEST(Sites, OfMoreThanEightLevelsAreRefusedWhereTheNinthIs) {
    std::string deep = "sites:\n" + site("l1", "");
    for (int level = 2; level <= 8; ++level)
        deep += site("l" + std::to_string(level), "in: l" + std::to_string(level - 1));
    EXPECT_EQ(policy_of(deep).sites.size(), 8u);
    for (int level = 9; level <= 11; ++level)
        deep += site("l" + std::to_string(level), "in: l" + std::to_string(level - 1));
    EXPECT_THAT(told_of(deep),
                ElementsAre("p.yaml:10: sites.l9: is on level 9, and there may be 8: l9 in l8 in "
                            "l7 in l6 in l5 in l4 in l3 in l2 in l1"));
}

TEST(Sites, CannotPromiseTheOnesInThemMoreThanTheyHave) {
    const std::string two = "sites:\n" + site("olt", "") +
                            site("pon-1", "in: olt, minimum: { up: 600mbps, down: 1gbps }");
    EXPECT_EQ(policy_of(two + site("pon-2", "in: olt, minimum: { up: 400mbps, down: 1gbps }"))
                  .sites.size(),
              3u)
        << "all of it may be promised";
    EXPECT_THAT(told_of(two + site("pon-2", "in: olt, minimum: { up: 500mbps, down: 1gbps }")),
                ElementsAre("p.yaml:2: sites.olt: the minimum rates of the sites in it are 1.1gbps "
                            "up together, more than its capacity of 1gbps"));
    EXPECT_THAT(told_of(two + site("pon-2", "in: olt, minimum: { down: 1000000001bps }")),
                ElementsAre("p.yaml:2: sites.olt: the minimum rates of the sites in it are "
                            "2.000000001gbps down together, more than its capacity of 2gbps"));
}

TEST(Sites, CannotBePromisedMoreThanTheyHave) {
    EXPECT_THAT(told_of("sites:\n" + site("olt", "minimum: { up: 2gbps, down: 2gbps }")),
                ElementsAre("p.yaml:2: sites.olt.minimum: 2gbps up is more than the site's own "
                            "capacity of 1gbps"));
    EXPECT_THAT(
        told_of("sites:\n" + site("olt", "minimum: {}") + site("b", "minimum: { up: 0bps }")),
        ElementsAre("p.yaml:2: sites.olt.minimum: says nothing; write up, down or both",
                    "p.yaml:3: sites.b.minimum.up: a minimum of nothing; leave it out if "
                    "there is none"));
}

TEST(Sites, InAnotherAreOnThatOnesLink) {
    EXPECT_THAT(
        told_of("sites:\n" + site("olt", "link: pop1") + site("pon", "in: olt, link: pop1")),
        ElementsAre("p.yaml:3: sites.pon.link: is that of the site it is in; leave it out "
                    "here"));
}

TEST(Sites, WeighFromOneToAThousand) {
    EXPECT_THAT(told_of("sites:\n" + site("a", "weight: 0") + site("b", "weight: 1001")),
                ElementsAre("p.yaml:2: sites.a.weight: '0' is no whole number from 1 to 1000",
                            "p.yaml:3: sites.b.weight: '1001' is no whole number from 1 to 1000"));
}

TEST(Sites, HaveNoThresholdsInAPolicyThatDoesNotWatchForCongestion) {
    EXPECT_THAT(told_of("sites:\n" + site("olt", "near_congested: { up: 60% }")),
                ElementsAre("p.yaml:2: sites.olt.near_congested: means nothing without "
                            "'congestion' at the top of the policy; write congestion: {} there"));
}

TEST(Sites, AreAMappingOfNames) {
    EXPECT_THAT(told_of("sites: [olt]"),
                ElementsAre("p.yaml:1: sites: expected a mapping, found a list"));
    EXPECT_TRUE(policy_of("sites:").sites.empty());
}

}  // namespace
}  // namespace sluice
