// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/congestion_rounds.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/control/congestion/managed_box.h"

namespace sluice {
namespace {

using std::chrono::seconds;

constexpr uint64_t kHeavy = 900'000;

TEST(CongestionRounds, WhoIsHeavyOnASiteNearCongestionIsOnBestEffortAndNobodyElse) {
    ManagedBox box;
    box.use("s-1", kHeavy, 4);
    EXPECT_TRUE(box.is("s-1", Condition::heavy));
    EXPECT_TRUE(box.is("s-1", Condition::near_congested));
    EXPECT_TRUE(box.is("s-1", Condition::best_effort));
    EXPECT_EQ(box.conditions("s-1").of(Direction::down), 0);
    EXPECT_TRUE(box.is("s-2", Condition::near_congested)) << "it shares the site";
    EXPECT_FALSE(box.is("s-2", Condition::heavy));
    EXPECT_FALSE(box.is("s-2", Condition::best_effort));
}

TEST(CongestionRounds, TellsWithIdAndMeasuredReasonWhatItDid) {
    ManagedBox box;
    box.use("s-1", kHeavy, 4);
    const auto near = box.told_of(TransitionKind::segment_near);
    ASSERT_EQ(near.size(), 1u);
    EXPECT_EQ(near[0].subscriber, "");
    EXPECT_EQ(near[0].what.segment_name, "olt-1");
    const auto moved = box.told_of(TransitionKind::moved);
    ASSERT_EQ(moved.size(), 1u);
    EXPECT_EQ(moved[0].subscriber, "s-1");
    EXPECT_EQ(moved[0].what.segment_name, "olt-1");
    EXPECT_GT(moved[0].what.measured_permille, 700u);
    EXPECT_GE(moved[0].time, kBegan);
    EXPECT_LE(moved[0].time, box.now);
    EXPECT_EQ(moved[0].earliest_end, moved[0].time + seconds(3));
    EXPECT_EQ(box.rounds.log().latest(100).size(), box.told.size());
    EXPECT_EQ(box.told.back().number, box.told.size());
}

TEST(CongestionRounds, WhoStopsIsReleased) {
    ManagedBox box;
    box.use("s-1", kHeavy, 5);
    box.idle(7);
    EXPECT_EQ(box.conditions("s-1").bits(), 0);
    EXPECT_EQ(box.conditions("s-2").bits(), 0);
    const auto released = box.told_of(TransitionKind::released);
    ASSERT_EQ(released.size(), 1u);
    EXPECT_EQ(released[0].subscriber, "s-1");
    EXPECT_EQ(released[0].what.cause, TransitionCause::measured);
}

TEST(CongestionRounds, WithoutContentionNobodyIsMoved) {
    ManagedBox box;
    auto policy = managed_policy();
    policy.sites[0].capacity_bps = {100 * kMegabit, 100 * kMegabit};
    box.adopt(std::move(policy));
    box.use("s-1", kHeavy, 6);
    EXPECT_TRUE(box.is("s-1", Condition::heavy));
    EXPECT_FALSE(box.is("s-1", Condition::best_effort));
}

TEST(CongestionRounds, APolicyWithoutItReleasesEverybody) {
    ManagedBox box;
    box.use("s-1", kHeavy, 4);
    auto policy = managed_policy();
    policy.congestion.reset();
    box.adopt(std::move(policy));
    box.use("s-1", kHeavy, 1);
    EXPECT_EQ(box.conditions("s-1").bits(), 0);
    EXPECT_EQ(box.conditions("s-2").bits(), 0);
    const auto released = box.told_of(TransitionKind::released);
    ASSERT_EQ(released.size(), 1u);
    EXPECT_EQ(released[0].subscriber, "s-1");
    EXPECT_EQ(released[0].what.cause, TransitionCause::switched_off);
    EXPECT_FALSE(box.rounds.standing().on);
    EXPECT_TRUE(box.rounds.standing().segments.empty());
    EXPECT_FALSE(box.rounds.standing_of("s-1"));
    box.use("s-1", kHeavy, 4);
    EXPECT_EQ(box.conditions("s-1").bits(), 0);
}

TEST(CongestionRounds, ThresholdsChangeWithThePolicyAndStatesStay) {
    ManagedBox box;
    box.use("s-1", kHeavy, 4);
    auto policy = managed_policy();
    policy.congestion->heavy.above_permille = 950;
    box.adopt(std::move(policy));
    box.use("s-1", kHeavy, 1);
    EXPECT_FALSE(box.is("s-1", Condition::heavy));
    EXPECT_TRUE(box.is("s-1", Condition::best_effort)) << "until its use falls";
}

TEST(CongestionRounds, WhoComesLaterIsManagedAtOnce) {
    ManagedBox box;
    ASSERT_FALSE(box.registry.put(SubscriberRegistry::Layer::api, home("s-3", "192.0.2.3")));
    box.use("s-3", kHeavy, 4);
    EXPECT_TRUE(box.is("s-3", Condition::best_effort));
}

TEST(CongestionRounds, ASessionBegunAnewIsNoWayOutOfBestEffort) {
    using Layer = SubscriberRegistry::Layer;
    ManagedBox box;
    box.registry.put(Layer::session, home("s-3", "192.0.2.3"));
    box.use("s-3", kHeavy, 4);
    const uint32_t before = box.registry.record_of("s-3");
    ASSERT_TRUE(box.is("s-3", Condition::best_effort));
    box.registry.remove(Layer::session, "s-3");
    box.registry.put(Layer::session, home("other", "192.0.2.4"));  // has its record now
    box.idle(1);
    box.registry.put(Layer::session, home("s-3", "192.0.2.3"));
    ASSERT_NE(box.registry.record_of("s-3"), before);
    EXPECT_EQ(box.conditions("s-3").bits(), 0) << "nobody has looked yet";
    box.idle(1);
    EXPECT_TRUE(box.is("s-3", Condition::best_effort));
    EXPECT_EQ(box.conditions("other").of(Direction::up) &
                  ~static_cast<uint8_t>(Condition::near_congested),
              0)
        << "who has its record has not its states";
    box.idle(6);
    EXPECT_EQ(box.conditions("s-3").bits(), 0);
}

TEST(CongestionRounds, WhoIsGoneForLongIsForgotten) {
    using Layer = SubscriberRegistry::Layer;
    ManagedBox box;
    box.registry.put(Layer::session, home("s-3", "192.0.2.3"));
    box.use("s-3", kHeavy, 4);
    EXPECT_EQ(box.rounds.standing().segments[0].subscribers, 3u);
    box.registry.remove(Layer::session, "s-3");
    box.idle(2);
    EXPECT_EQ(box.rounds.standing().segments[0].subscribers, 3u) << "it may come back";
    box.idle(6);
    EXPECT_EQ(box.rounds.standing().segments[0].subscribers, 2u);
    const auto released = box.told_of(TransitionKind::released);
    ASSERT_EQ(released.size(), 1u);
    EXPECT_EQ(released[0].subscriber, "s-3");
}

TEST(CongestionRounds, WhoGoesIdleIsForgottenAtOnce) {
    using Layer = SubscriberRegistry::Layer;
    ManagedBox box;
    box.registry.put(Layer::session, home("s-3", "192.0.2.3"));
    box.idle(1);
    EXPECT_EQ(box.rounds.standing().segments[0].subscribers, 3u);
    box.registry.remove(Layer::session, "s-3");
    box.idle(1);
    EXPECT_EQ(box.rounds.standing().segments[0].subscribers, 2u);
}

TEST(CongestionRounds, ATierWithoutRateEndsTheState) {
    using Layer = SubscriberRegistry::Layer;
    ManagedBox box;
    box.use("s-1", kHeavy, 4);
    ASSERT_FALSE(box.registry.put(Layer::api, home("s-1", "192.0.2.1", "free")));
    box.use("s-1", kHeavy, 1);
    EXPECT_FALSE(box.is("s-1", Condition::best_effort));
    const auto released = box.told_of(TransitionKind::released);
    ASSERT_EQ(released.size(), 1u);
    EXPECT_EQ(released[0].what.cause, TransitionCause::no_rate);
}

TEST(CongestionRounds, RowsOfRecordsThatNobodyHasAreIgnored) {
    ManagedBox box;
    box.round({used_up(999'999, 50'000'000)});
    box.idle(1);
    EXPECT_EQ(box.rounds.standing().segments[0].sides[0].permille, 0u);
}

TEST(CongestionRounds, WhatRulesDropIsNotUsedButHarm) {
    auto policy = managed_policy();
    policy.congestion->heavy.measure = Measure::dropped;
    ManagedBox box(std::move(policy));
    UsageRow dropped = used_up(box.registry.record_of("s-1"), kHeavy);
    dropped.rule = 0;
    dropped.kind = UsageKind::over_rate;
    UsageRow marked = dropped;
    marked.kind = UsageKind::marked;
    for (int i = 0; i < 4; ++i)
        box.round({dropped, marked});
    EXPECT_TRUE(box.is("s-1", Condition::heavy));
    EXPECT_EQ(box.rounds.standing().segments[0].sides[0].permille, 0u);
}

TEST(CongestionRounds, WhatQueuesDropIsTakenBackFromWhatWasUsedEvenIfItIsToldFirst) {
    ManagedBox box;
    UsageRow dropped = used_up(box.registry.record_of("s-1"), kHeavy);
    dropped.kind = UsageKind::queue_dropped;
    box.round({dropped});
    for (int i = 0; i < 3; ++i) {
        box.use("s-1", kHeavy, 1);
        box.round({dropped});
    }
    box.use("s-1", kHeavy, 1);
    EXPECT_EQ(box.rounds.standing().segments[0].sides[0].permille, 0u);
    EXPECT_FALSE(box.is("s-1", Condition::heavy));
}

TEST(CongestionRounds, WhatQueuesMarkIsHarm) {
    auto policy = managed_policy();
    policy.congestion->heavy.measure = Measure::marked;
    ManagedBox box(std::move(policy));
    UsageRow marked = used_up(box.registry.record_of("s-1"), kHeavy);
    marked.kind = UsageKind::ce_marked;
    for (int i = 0; i < 4; ++i)
        box.round({marked});
    EXPECT_TRUE(box.is("s-1", Condition::heavy));
}

TEST(CongestionRounds, StandingTellsSegmentsThoseInAStateAndTheirTiersRate) {
    ManagedBox box;
    box.use("s-1", kHeavy, 5);
    const CongestionStanding standing = box.rounds.standing();
    EXPECT_TRUE(standing.on);
    EXPECT_EQ(standing.unavailable, "");
    ASSERT_EQ(standing.segments.size(), 2u);
    EXPECT_EQ(standing.segments[0].name, "olt-1");
    EXPECT_TRUE(standing.segments[0].sides[0].near_congested);
    EXPECT_FALSE(standing.segments[0].sides[1].near_congested);
    EXPECT_TRUE(standing.segments[1].is_link);
    EXPECT_GT(standing.near_congested_ns[0][0], 0u);
    EXPECT_EQ(standing.near_congested_ns[0][1], 0u);
    EXPECT_EQ(standing.tiers, (std::vector<std::string>{"gold", "free"}));
    ASSERT_EQ(standing.managed.size(), 1u);
    EXPECT_EQ(standing.managed[0].id, "s-1");
    EXPECT_EQ(standing.managed[0].segment_name, "olt-1");
    EXPECT_EQ(standing.managed[0].rate_bps[0], 8 * kMegabit);
    EXPECT_EQ(standing.managed[0].heavy.release_window_ns, 3 * kSecondNs);
    ASSERT_TRUE(standing.managed[0].what.sides[0].moved);
    const auto since = standing.time.wall(standing.managed[0].what.sides[0].moved->at_ns);
    EXPECT_EQ(since, box.told_of(TransitionKind::moved)[0].time);
    EXPECT_EQ(box.rounds.standing_of("s-2")->what.conditions, box.conditions("s-2"));
    EXPECT_FALSE(box.rounds.standing_of("nobody"));
}

TEST(CongestionRounds, CountsTransitionsAndWhatBestEffortCarried) {
    ManagedBox box;
    box.use("s-1", kHeavy, 4);
    const size_t moved = static_cast<size_t>(TransitionKind::moved);
    EXPECT_EQ(box.rounds.counts()[moved][0], 1u);
    EXPECT_EQ(box.rounds.counts()[moved][1], 0u);
    box.use("s-1", 1'000, 3);
    const auto moved_at = box.told_of(TransitionKind::moved)[0].time;
    const auto traffic = box.rounds.traffic(moved_at, box.now);
    ASSERT_EQ(traffic.size(), 1u);
    EXPECT_EQ(traffic[0].segment_name, "olt-1");
    EXPECT_EQ(traffic[0].tier, "gold");
    EXPECT_GE(traffic[0].bytes, 3'000u);
    EXPECT_LT(traffic[0].bytes, 4 * kHeavy);
}

TEST(CongestionRounds, ABoxThatAccountsForNothingSaysWhyNothingIsManaged) {
    Subscribers live;
    SubscriberRegistry registry(live);
    const auto active = registry.adopt(managed_policy(), 1, 1);
    const CongestionRounds rounds(registry, {[&] { return active; }, {}, false, {}});
    EXPECT_TRUE(rounds.standing().on);
    EXPECT_NE(rounds.standing().unavailable.find("usage.enabled"), std::string::npos);
}

TEST(CongestionRounds, OthersAskWhileRoundsGoOn) {
    ManagedBox box;
    std::atomic<bool> done{false};
    std::jthread asking([&] {
        while (!done) {
            static_cast<void>(box.rounds.standing());
            static_cast<void>(box.rounds.standing_of("s-1"));
            static_cast<void>(box.rounds.counts());
            static_cast<void>(box.rounds.traffic(kBegan, kBegan + seconds(100)));
            box.rounds.log().wait_after(box.rounds.log().last_number(),
                                        std::chrono::milliseconds(1));
        }
    });
    std::jthread changing([&] {
        for (int i = 0; !done; ++i) {
            const std::string id = "c-" + std::to_string(i % 5);
            box.registry.put(SubscriberRegistry::Layer::session,
                             home(id, "198.51.100." + std::to_string(i % 5)));
            box.registry.remove(SubscriberRegistry::Layer::session, id);
        }
    });
    for (int i = 0; i < 30; ++i)
        box.use("s-1", i % 10 < 5 ? kHeavy : 0, 1);
    done = true;
    EXPECT_FALSE(box.told.empty());
}

}  // namespace
}  // namespace sluice
