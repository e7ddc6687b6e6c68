// SPDX-License-Identifier: Apache-2.0
#include "dataplane/scheduler/scheduler.h"

#include <gtest/gtest.h>

#include "tests/unit/dataplane/scheduler/shaper.h"

namespace sluice {
namespace {

using test::kMbit;
using test::kMs;
using test::kSecond;
using test::Shaper;
using test::shaping_policy;
using test::subscriber;
using test::tier;

std::vector<LinkCapacity> link_of(uint64_t bps) {
    return {{"pop1", {bps, bps}}};
}

double mbits(const Shaper::Tally& tally) {
    return static_cast<double>(tally.bytes) * 8 / 1e6;
}

TEST(Scheduler, APacketGoesAtOnceWhereThereIsCreditAllTheWay) {
    Shaper shaper(shaping_policy({tier("gold", 100 * kMbit)}, {subscriber("a", "gold")}), {},
                  link_of(1'000 * kMbit));
    EXPECT_EQ(shaper.send({.subscriber = "a"}), Scheduler::Admission::goes);
    EXPECT_EQ(shaper.scheduler().waiting_packets(), 0u);
}

TEST(Scheduler, ASubscriberGetsTheTiersRateAndNoMore) {
    Shaper shaper(shaping_policy({tier("gold", 10 * kMbit)}, {subscriber("a", "gold")}), {},
                  link_of(1'000 * kMbit));
    shaper.keep_backlogged({{.subscriber = "a"}}, kSecond);
    shaper.forget_tallies();
    shaper.keep_backlogged({{.subscriber = "a"}}, kSecond);
    EXPECT_NEAR(mbits(shaper.of("a")), 10, 0.1);
}

TEST(Scheduler, EqualSubscribersShareALinkEquallyHoweverManyFlowsTheyHave) {
    Shaper shaper(shaping_policy({tier("gold", 100 * kMbit)},
                                 {subscriber("a", "gold"), subscriber("b", "gold")}),
                  {}, link_of(50 * kMbit));
    std::vector<Shaper::Source> sources = {{.subscriber = "a", .flow = 1}};
    for (uint64_t flow = 100; flow < 132; ++flow)
        sources.push_back({.subscriber = "b", .flow = flow});
    shaper.keep_backlogged(sources, 2 * kSecond);
    EXPECT_NEAR(mbits(shaper.of("a")), 50, 1);
    EXPECT_NEAR(mbits(shaper.of("b")), 50, 1);
}

TEST(Scheduler, WeightsDivideACongestedLink) {
    Shaper shaper(shaping_policy({tier("one", 100 * kMbit, 1), tier("three", 100 * kMbit, 3)},
                                 {subscriber("a", "one"), subscriber("b", "three")}),
                  {}, link_of(40 * kMbit));
    shaper.keep_backlogged({{.subscriber = "a"}, {.subscriber = "b"}}, 2 * kSecond);
    EXPECT_NEAR(mbits(shaper.of("a")), 20, 1);
    EXPECT_NEAR(mbits(shaper.of("b")), 60, 1);
}

TEST(Scheduler, ASitesSubscribersGetNoLessForBeingMany) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)}, {});
    policy.sites = {{.name = "small", .parent = "", .link = ""},
                    {.name = "large", .parent = "", .link = ""}};
    for (Site& site : policy.sites)
        site.capacity_bps = {1'000 * kMbit, 1'000 * kMbit};
    policy.subscribers.push_back(subscriber("alone", "gold", "small"));
    std::vector<Shaper::Source> sources = {{.subscriber = "alone"}};
    for (int i = 0; i < 9; ++i) {
        policy.subscribers.push_back(subscriber("s" + std::to_string(i), "gold", "large"));
        sources.push_back({.subscriber = "s" + std::to_string(i)});
    }
    Shaper shaper(policy, {}, link_of(100 * kMbit));
    shaper.keep_backlogged(sources, kSecond);
    for (const auto& source : sources)
        EXPECT_NEAR(mbits(shaper.of(source.subscriber)), 10, 0.6) << source.subscriber;
}

TEST(Scheduler, ASiteHoldsItsOwnToItsCapacityAndLeavesTheRestToOthers) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)},
                                   {subscriber("a", "gold", "slow"), subscriber("b", "gold")});
    policy.sites = {
        {.name = "slow", .parent = "", .link = "", .capacity_bps = {5 * kMbit, 5 * kMbit}}};
    Shaper shaper(policy, {}, link_of(50 * kMbit));
    shaper.keep_backlogged({{.subscriber = "a"}, {.subscriber = "b"}}, 2 * kSecond);
    EXPECT_NEAR(mbits(shaper.of("a")), 10, 0.3);
    EXPECT_NEAR(mbits(shaper.of("b")), 90, 1);
}

TEST(Scheduler, BestEffortGetsWhatIsLeftAndItsFloor) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)},
                                   {subscriber("heavy", "gold"), subscriber("light", "gold")});
    policy.shaping->best_effort_floor_permille = 50;
    Shaper shaper(policy, {}, link_of(40 * kMbit));
    shaper.set_best_effort("heavy", true);
    shaper.keep_backlogged({{.subscriber = "heavy"}, {.subscriber = "light"}}, 2 * kSecond);
    EXPECT_NEAR(mbits(shaper.of("heavy")), 4, 0.4);
    EXPECT_NEAR(mbits(shaper.of("light")), 76, 1);
    shaper.forget_tallies();
    shaper.keep_backlogged({{.subscriber = "heavy"}}, kSecond);  // nobody else: not slowed
    EXPECT_NEAR(mbits(shaper.of("heavy")), 40, 1);
}

TEST(Scheduler, ANewlyHeavyHomeYieldsWithItsNextTurn) {
    Shaper shaper(shaping_policy({tier("gold", 100 * kMbit)},
                                 {subscriber("heavy", "gold"), subscriber("light", "gold")}),
                  {}, link_of(40 * kMbit));
    const std::vector<Shaper::Source> both = {{.subscriber = "heavy"}, {.subscriber = "light"}};
    shaper.keep_backlogged(both, kSecond);
    shaper.forget_tallies();
    shaper.set_best_effort("heavy", true);
    shaper.keep_backlogged(both, 20 * kMs);
    EXPECT_LT(mbits(shaper.of("heavy")), 0.1);
}

TEST(Scheduler, ASparseFlowDoesNotWaitBehindItsOwnHomesBulk) {
    Shaper shaper(shaping_policy({tier("gold", 10 * kMbit)}, {subscriber("a", "gold")}));
    std::vector<Shaper::Source> bulk;
    for (uint64_t flow = 10; flow < 42; ++flow)
        bulk.push_back({.subscriber = "a", .flow = flow});
    shaper.keep_backlogged(bulk, kSecond);
    for (int i = 0; i < 100; ++i) {
        shaper.keep_backlogged(bulk, 20 * kMs);
        shaper.send({.subscriber = "a", .flow = 1, .bytes = 100});
    }
    shaper.keep_backlogged(bulk, 20 * kMs);
    EXPECT_EQ(shaper.tally("a", 1).packets, 100u);
    EXPECT_LT(shaper.tally("a", 1).longest_wait_ns, 5 * kMs);
}

TEST(Scheduler, CodelMarksWhoCanTakeAMarkAndDropsTheOthers) {
    Shaper shaper(shaping_policy({tier("gold", 10 * kMbit)}, {subscriber("a", "gold")}));
    shaper.keep_backlogged(
        {{.subscriber = "a", .flow = 1, .ecn_capable = true}, {.subscriber = "a", .flow = 2}},
        2 * kSecond, 50'000, 60);
    EXPECT_GT(shaper.tally("a", 1).marked, 5u);
    EXPECT_EQ(shaper.tally("a", 1).late, 0u);
    EXPECT_GT(shaper.tally("a", 2).late, 5u);
}

TEST(Scheduler, WhenMemoryRunsOutTheFattestFlowLosesItsTail) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)},
                                   {subscriber("flood", "gold"), subscriber("calm", "gold")});
    Shaper shaper(policy, {.packets = 200}, link_of(1 * kMbit));
    for (int i = 0; i < 400; ++i) {
        shaper.send({.subscriber = "flood"});
        if (i % 64 == 0)
            shaper.run();
    }
    for (int i = 0; i < 20; ++i)
        EXPECT_NE(shaper.send({.subscriber = "calm"}), Scheduler::Admission::lost);
    shaper.run();
    EXPECT_GT(shaper.of("flood").out_of_room, 150u);
    EXPECT_EQ(shaper.of("calm").out_of_room, 0u);
    EXPECT_EQ(shaper.scheduler().waiting_packets(), 200u);
}

TEST(Scheduler, NothingThatWaitsIsLostWhenTheRateChanges) {
    const auto subscribers = std::vector{subscriber("a", "gold"), subscriber("b", "gold")};
    Shaper shaper(shaping_policy({tier("gold", 10 * kMbit)}, subscribers), {}, link_of(15 * kMbit));
    shaper.keep_backlogged({{.subscriber = "a"}, {.subscriber = "b"}}, kSecond, 50'000, 5);
    const auto before = shaper.scheduler().waiting_packets();
    ASSERT_GT(before, 5u);
    shaper.adopt(shaping_policy({tier("gold", 2 * kMbit)}, subscribers));
    EXPECT_EQ(shaper.scheduler().waiting_packets(), before);
    shaper.forget_tallies();
    shaper.keep_backlogged({{.subscriber = "a"}, {.subscriber = "b"}}, 2 * kSecond, 50'000, 5);
    EXPECT_NEAR(mbits(shaper.of("a")), 4, 0.2);
    EXPECT_NEAR(mbits(shaper.of("b")), 4, 0.2);
}

TEST(Scheduler, ASubscriberWhoMovesWhileBackloggedGoesOnAtTheNewSite) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)}, {subscriber("a", "gold", "slow")});
    policy.sites = {
        {.name = "slow", .parent = "", .link = "", .capacity_bps = {2 * kMbit, 2 * kMbit}},
        {.name = "fast", .parent = "", .link = "", .capacity_bps = {20 * kMbit, 20 * kMbit}}};
    Shaper shaper(policy, {}, link_of(0));
    shaper.keep_backlogged({{.subscriber = "a"}}, kSecond);
    shaper.subscribers().put(subscriber("a", "gold", "fast"));
    shaper.keep_backlogged({{.subscriber = "a"}}, 100 * kMs);
    shaper.forget_tallies();
    shaper.keep_backlogged({{.subscriber = "a"}}, kSecond);
    EXPECT_NEAR(mbits(shaper.of("a")), 20, 0.5);
}

Policy with_rule(Policy policy, const Shape& shape) {
    Rule rule{.name = "shaped", .match = {}, .action = {}};
    rule.action.shape = shape;
    policy.rules.push_back(rule);
    return policy;
}

TEST(Scheduler, ARuleHoldsItsTrafficToARateWithinTheSubscriber) {
    Policy policy = with_rule(shaping_policy({tier("gold", 10 * kMbit)}, {subscriber("a", "gold")}),
                              {.rate_bps = 2 * kMbit});
    Shaper shaper(policy);
    shaper.keep_backlogged(
        {{.subscriber = "a", .flow = 1}, {.subscriber = "a", .flow = 2, .rule = 0}}, 2 * kSecond);
    EXPECT_NEAR(static_cast<double>(shaper.tally("a", 2).bytes) * 8e-6, 4, 0.2);
    EXPECT_NEAR(static_cast<double>(shaper.tally("a", 1).bytes) * 8e-6, 16, 0.4);
    shaper.keep_backlogged({{.subscriber = "a", .flow = 2, .rule = 0}}, kSecond);
    shaper.forget_tallies();
    shaper.keep_backlogged({{.subscriber = "a", .flow = 2, .rule = 0}}, 2 * kSecond);
    EXPECT_NEAR(static_cast<double>(shaper.tally("a", 2).bytes) * 8e-6, 4, 0.2);
}

TEST(Scheduler, WhatWaitsForARulesRateHoldsNothingElseOfTheSubscriberBack) {
    Policy policy =
        with_rule(shaping_policy({tier("gold", 100 * kMbit)}, {subscriber("a", "gold")}),
                  {.rate_bps = 1 * kMbit});
    Shaper shaper(policy);
    shaper.keep_backlogged({{.subscriber = "a", .flow = 2, .rule = 0}}, kSecond);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(shaper.send({.subscriber = "a", .flow = 1}), Scheduler::Admission::goes) << i;
        shaper.keep_backlogged({{.subscriber = "a", .flow = 2, .rule = 0}}, 5 * kMs);
    }
}

TEST(Scheduler, AServiceFlowKeepsItsRateThroughANewPolicy) {
    const Policy policy =
        with_rule(shaping_policy({tier("gold", 10 * kMbit)},
                                 {subscriber("a", "gold"), subscriber("b", "gold")}),
                  {.guaranteed_bps = 1 * kMbit});
    Shaper shaper(policy, {}, link_of(2 * kMbit));
    const std::vector<Shaper::Source> sources = {{.subscriber = "a", .flow = 1, .rule = 0},
                                                 {.subscriber = "b", .flow = 3}};
    shaper.keep_backlogged(sources, kSecond);
    shaper.adopt(policy);
    shaper.forget_tallies();
    shaper.keep_backlogged(sources, 2 * kSecond);
    EXPECT_NEAR(mbits(shaper.of("a")), 2, 0.15);
}

TEST(Scheduler, ARulesWeightIsBesideTheRestOfTheClassTogether) {
    Policy policy = with_rule(shaping_policy({tier("gold", 10 * kMbit)}, {subscriber("a", "gold")}),
                              {.weight_permille = 250});
    Shaper shaper(policy);
    std::vector<Shaper::Source> sources;
    for (uint64_t flow = 1; flow <= 4; ++flow) {
        sources.push_back({.subscriber = "a", .flow = flow});
        sources.push_back({.subscriber = "a", .flow = 10 + flow, .rule = 0});
    }
    shaper.keep_backlogged(sources, 2 * kSecond);
    double shaped = 0;
    for (uint64_t flow = 11; flow <= 14; ++flow)
        shaped += static_cast<double>(shaper.tally("a", flow).bytes) * 8e-6;
    EXPECT_NEAR(shaped, 4, 0.4);
}

TEST(Scheduler, AServiceFlowGetsItsRateAtACongestedLinkAndNoMore) {
    Policy policy = with_rule(shaping_policy({tier("gold", 10 * kMbit)},
                                             {subscriber("a", "gold"), subscriber("b", "gold")}),
                              {.guaranteed_bps = 1 * kMbit});
    Shaper shaper(policy, {}, link_of(2 * kMbit));
    shaper.keep_backlogged({{.subscriber = "a", .flow = 1, .rule = 0},
                            {.subscriber = "a", .flow = 2},
                            {.subscriber = "b", .flow = 3}},
                           4 * kSecond);
    EXPECT_NEAR(static_cast<double>(shaper.tally("a", 1).bytes) * 8e-6, 4, 0.2);
    EXPECT_NEAR(static_cast<double>(shaper.tally("b", 3).bytes) * 8e-6, 2, 0.2);
}

TEST(Scheduler, ATiersMinimumComesBeforeEverybodysBestEffort) {
    Tier with_minimum = tier("business", 10 * kMbit);
    with_minimum.minimum_up_bps = with_minimum.minimum_down_bps = 3 * kMbit;
    Policy policy =
        shaping_policy({with_minimum, tier("gold", 10 * kMbit)}, {subscriber("firm", "business")});
    std::vector<Shaper::Source> sources = {{.subscriber = "firm"}};
    for (int i = 0; i < 9; ++i) {
        policy.subscribers.push_back(subscriber("s" + std::to_string(i), "gold"));
        sources.push_back({.subscriber = "s" + std::to_string(i)});
    }
    Shaper shaper(policy, {}, link_of(10 * kMbit));
    shaper.keep_backlogged(sources, 2 * kSecond);
    EXPECT_GT(mbits(shaper.of("firm")), 5.8);
    EXPECT_LT(mbits(shaper.of("firm")), 8.2);
}

TEST(Scheduler, ASitesMinimumIsKeptAtItsParentsCongestion) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)}, {subscriber("a", "gold", "kept")});
    policy.sites = {
        {.name = "kept",
         .parent = "",
         .link = "",
         .capacity_bps = {50 * kMbit, 50 * kMbit},
         .minimum_bps = {8 * kMbit, 8 * kMbit}},
        {.name = "large", .parent = "", .link = "", .capacity_bps = {50 * kMbit, 50 * kMbit}}};
    std::vector<Shaper::Source> sources = {{.subscriber = "a"}};
    for (int i = 0; i < 19; ++i) {
        policy.subscribers.push_back(subscriber("s" + std::to_string(i), "gold", "large"));
        sources.push_back({.subscriber = "s" + std::to_string(i)});
    }
    Shaper shaper(policy, {}, link_of(20 * kMbit));
    shaper.keep_backlogged(sources, 2 * kSecond);
    EXPECT_GT(mbits(shaper.of("a")), 15.5);
}

TEST(Scheduler, InteractiveComesFirstAndLowPriorityLastWithinASubscriberAndNeitherStarvesTheRest) {
    Shaper shaper(shaping_policy({tier("gold", 10 * kMbit)}, {subscriber("a", "gold")}));
    shaper.keep_backlogged({{.subscriber = "a", .flow = 1, .dscp = 46},
                            {.subscriber = "a", .flow = 2},
                            {.subscriber = "a", .flow = 3, .dscp = 1}},
                           2 * kSecond);
    const double interactive = static_cast<double>(shaper.tally("a", 1).bytes) * 8e-6;
    const double standard = static_cast<double>(shaper.tally("a", 2).bytes) * 8e-6;
    const double low = static_cast<double>(shaper.tally("a", 3).bytes) * 8e-6;
    EXPECT_NEAR(interactive, 18, 0.8);
    EXPECT_NEAR(standard, 1.8, 0.4);
    EXPECT_GT(low, 0.1);
    EXPECT_LT(low, standard);
}

TEST(Scheduler, AnIdleSubscribersLeafServesAnother) {
    Policy policy = shaping_policy({tier("gold", 10 * kMbit)}, {});
    for (int i = 0; i < 100; ++i)
        policy.subscribers.push_back(subscriber("s" + std::to_string(i), "gold"));
    Shaper shaper(policy, {.subscribers = 8});
    for (int i = 0; i < 100; ++i) {
        shaper.send({.subscriber = "s" + std::to_string(i)});
        shaper.pass(100 * kMs);
    }
    EXPECT_EQ(shaper.scheduler().counts().subscribers_exhausted.get(), 0u);
    for (int i = 0; i < 100; ++i)
        shaper.send({.subscriber = "s" + std::to_string(i)});
    EXPECT_GT(shaper.scheduler().counts().subscribers_exhausted.get(), 0u);
}

}  // namespace
}  // namespace sluice
