// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/policy/congestion/congestion_box.h"

namespace sluice {
namespace {

using enum TransitionKind;

TEST(CongestionEngineLive, ReleasesAtOnceWhoLosesItsTier) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.engine.put(1, "", "pon-1");
    box.advance();
    EXPECT_EQ(box.last(released).cause, TransitionCause::no_rate);
    EXPECT_EQ(box.last(subscriber_not_heavy).cause, TransitionCause::no_rate);
    EXPECT_FALSE(box.has(1, Condition::best_effort, Direction::up));
    EXPECT_TRUE(box.has(1, Condition::near_congested, Direction::up));
}

TEST(CongestionEngineLive, ReleasesAtOnceWhenThePolicyLosesTheTier) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.policy.tiers.erase(box.policy.tiers.begin());
    box.configure();
    box.advance();
    EXPECT_EQ(box.last(released).cause, TransitionCause::no_rate);
    box.policy.tiers.push_back({.name = "gold", .up_bps = 10 * kMbps, .down_bps = 20 * kMbps});
    box.configure();
    box.advance();
    EXPECT_EQ(box.told(subscriber_heavy), 2) << "its windows were kept";
}

TEST(CongestionEngineLive, EndsAllStatesWhenItIsSwitchedOff) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.engine.put(2, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.policy.congestion.reset();
    box.configure();
    box.advance();
    ASSERT_EQ(box.round.transitions.size(), 3u);
    for (const Transition& each : box.round.transitions) {
        EXPECT_EQ(each.cause, TransitionCause::switched_off);
        EXPECT_EQ(each.at_ns, box.now_ns);
    }
    EXPECT_EQ(box.round.transitions[0].kind, segment_relieved);
    EXPECT_EQ(box.round.transitions[1].kind, released);
    EXPECT_EQ(box.round.transitions[2].kind, subscriber_not_heavy);
    ASSERT_EQ(box.round.conditions.size(), 2u);
    EXPECT_EQ(box.round.conditions[0].conditions, Conditions{});
    EXPECT_EQ(box.round.conditions[1].conditions, Conditions{});

    for (int minute = 0; minute < 30; ++minute) {
        box.use(1, Direction::up, 10 * kMbps);
        EXPECT_TRUE(box.advance().transitions.empty());
    }
    // On again: from nothing.
    box.policy.congestion.emplace();
    box.configure();
    EXPECT_EQ(box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps), 11);
}

TEST(CongestionEngineLive, EndsTheStatesOfWhoIsRemoved) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.engine.remove(1);
    // The number serves somebody else at once.
    box.engine.put(1, "slow", "pon-1");
    box.advance();
    EXPECT_EQ(box.last(released).cause, TransitionCause::removed);
    EXPECT_EQ(box.last(released).tier, "gold");
    EXPECT_EQ(box.last(subscriber_not_heavy).cause, TransitionCause::removed);
    EXPECT_EQ(box.engine.conditions(1).of(Direction::up),
              static_cast<uint8_t>(Condition::near_congested));
    ASSERT_EQ(box.round.conditions.size(), 1u);
    EXPECT_EQ(box.round.conditions[0].conditions, box.engine.conditions(1));
    EXPECT_EQ(box.engine.subscriber(1)->sides[0].permille, 0u) << "nothing of who was before";

    box.engine.remove(1);
    box.advance();
    ASSERT_EQ(box.round.conditions.size(), 1u);
    EXPECT_EQ(box.round.conditions[0], (ConditionChange{1, Conditions{}}));
}

TEST(CongestionEngineLive, TakesStatesAlongToAnotherSite) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.engine.put(1, "gold", "pon-2");
    box.advance();
    EXPECT_EQ(
        box.engine.conditions(1).of(Direction::up),
        static_cast<uint8_t>(Condition::best_effort) | static_cast<uint8_t>(Condition::heavy));
    EXPECT_EQ(box.told(released), 0) << "moving house is no way out";
    EXPECT_EQ(box.engine.segments()[1].subscribers, 0u);
    EXPECT_EQ(box.engine.segments()[2].sides[0].best_effort, 1u);
    EXPECT_EQ(box.engine.segments()[2].sides[0].permille, 0u) << "its use was elsewhere";
}

TEST(CongestionEngineLive, HoldsWhoChangesItsTierToTheNewRate) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 0; minute < 15; ++minute) {
        box.use(1, Direction::up, kMbps);
        box.advance();
    }
    EXPECT_TRUE(box.all.empty());
    box.engine.put(1, "slow", "pon-1");
    box.advance();
    ASSERT_EQ(box.all.size(), 1u) << "without using anything";
    EXPECT_EQ(box.all[0].kind, subscriber_heavy);
    EXPECT_EQ(box.all[0].measured_permille, 933u);
}

TEST(CongestionEngineLive, DecidesByChangedThresholdsInTheNextRound) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 0; minute < 15; ++minute) {
        box.use(1, Direction::up, 5 * kMbps);
        box.fill("pon-1", Direction::up, 25 * kMbps);
        box.advance();
    }
    EXPECT_TRUE(box.all.empty());
    box.policy.congestion->heavy.above_permille = 400;
    box.policy.congestion->near_congested.up_permille = 500;
    box.configure();
    EXPECT_EQ(box.told(moved), 0);
    box.advance(0);
    EXPECT_EQ(box.told(segment_near), 1);
    EXPECT_EQ(box.told(moved), 1);
}

TEST(CongestionEngineLive, KeepsUseWhenAWindowChangesItsLength) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 0; minute < 30; ++minute) {
        box.use(1, Direction::up, 5 * kMbps);
        box.advance();
    }
    box.policy.congestion->heavy.window_ns = 5 * kMinute;
    box.configure();
    box.advance(0);
    EXPECT_NEAR(box.engine.subscriber(1)->sides[0].permille, 500, 1);
    box.policy.congestion->heavy.window_ns = 24 * kHour;
    box.configure();
    box.advance(0);
    EXPECT_NEAR(box.engine.subscriber(1)->sides[0].permille, 500 * 5 / 1440, 1);
}

TEST(CongestionEngineLive, KeepsSegmentsByTheirNamesWhenTheirNumbersChange) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.policy.sites.insert(box.policy.sites.begin(),
                            {.name = "new", .parent = "", .link = "", .capacity_bps = {kMbps, 0}});
    box.configure();
    box.advance();
    EXPECT_TRUE(box.round.transitions.empty());
    EXPECT_TRUE(box.engine.segments()[2].sides[0].near_congested);
    EXPECT_EQ(box.engine.subscriber(1)->segment, 2u);
    EXPECT_TRUE(box.round.conditions.empty()) << "nothing is other than told";
}

TEST(CongestionEngineLive, TellsOfASegmentThatIsGoneAndOfWhoWasOnIt) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.policy.sites.erase(box.policy.sites.begin() + 1);
    box.configure();
    box.advance();
    ASSERT_EQ(box.round.transitions.size(), 1u);
    EXPECT_EQ(box.round.transitions[0].kind, segment_relieved);
    EXPECT_EQ(box.round.transitions[0].cause, TransitionCause::removed);
    EXPECT_EQ(box.round.transitions[0].segment_name, "pon-1");
    EXPECT_FALSE(box.has(1, Condition::near_congested, Direction::up));
    EXPECT_TRUE(box.has(1, Condition::best_effort, Direction::up)) << "until its use says so";
    box.policy.sites[0].capacity_bps = {};
    box.configure();
    box.advance();
    // The site comes back, and is found by its name.
    box.policy.sites.push_back(
        {.name = "pon-1", .parent = "olt", .link = "", .capacity_bps = {kMbps, kMbps}});
    box.configure();
    EXPECT_EQ(box.engine.subscriber(1)->segment, 2u);
}

TEST(CongestionEngineLive, RelievesASegmentWhoseCapacityIsNotKnownAnyMore) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.policy.sites[1].capacity_bps = {};
    box.configure();
    box.advance();
    EXPECT_EQ(box.last(segment_relieved).cause, TransitionCause::no_capacity);
}

TEST(CongestionEngineLive, LosesNothingWhenTheClockGoesBack) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 1; minute <= 10; ++minute) {
        box.use(1, Direction::up, 10 * kMbps);
        box.advance();
    }
    EXPECT_EQ(box.engine.subscriber(1)->sides[0].permille, 666u);
    box.now_ns -= 5 * kHour;
    box.use(1, Direction::up, 10 * kMbps);
    box.advance(0);
    EXPECT_EQ(box.told(subscriber_heavy), 1) << "what was used until then still counts";
    EXPECT_EQ(box.engine.subscriber(1)->sides[0].permille, 733u);
    box.advance(5 * kMinute);
    EXPECT_EQ(box.told(subscriber_not_heavy), 0);
    box.advance();
    EXPECT_EQ(box.told(subscriber_not_heavy), 1) << "and time goes on from there";
    EXPECT_EQ(box.last(subscriber_not_heavy).lasted_ns, 6 * kMinute);
}

TEST(CongestionEngineLive, HasEmptyWindowsWhenTheClockLeapsAhead) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.use(1, Direction::up, 10 * kMbps);
    box.advance(1000 * kHour);
    EXPECT_EQ(box.told(segment_relieved), 1);
    EXPECT_EQ(box.told(released), 1);
    EXPECT_EQ(box.engine.subscriber(1)->sides[0].permille, 0u);
    EXPECT_EQ(box.engine.conditions(1), Conditions{});
    box.now_ns = UINT64_MAX - 10;
    box.advance(0);
    box.now_ns = 0;
    box.advance(0);
    EXPECT_EQ(box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps), 11) << "and goes on";
}

TEST(CongestionEngineLive, WorksWithWindowsOfASecondAndOfADay) {
    for (const uint64_t window_ns : {kSecond, 2 * kSecond, kMinute, 24 * kHour}) {
        CongestionBox box;
        box.policy.congestion->near_congested.window_ns = window_ns;
        box.policy.congestion->heavy.window_ns = window_ns;
        box.policy.congestion->heavy.release_window_ns = window_ns;
        box.configure();
        box.engine.put(1, "gold", "pon-1");
        const uint64_t step_ns = window_ns / 20;
        int steps = 0;
        for (; box.told(moved) == 0 && steps < 100; ++steps) {
            box.engine.add_use(1, Direction::up, 10 * kMbps / 8 * (step_ns / 1'000'000) / 1000);
            box.engine.add_segment_use(1, Direction::up,
                                       50 * kMbps / 8 * (step_ns / 1'000'000) / 1000);
            box.advance(step_ns);
        }
        EXPECT_NEAR(steps, 15, 1) << window_ns;
        const uint64_t moved_ns = box.now_ns;
        for (steps = 0; box.told(released) == 0 && steps < 100; ++steps)
            box.advance(step_ns);
        EXPECT_NEAR(static_cast<double>(box.now_ns - moved_ns), static_cast<double>(window_ns),
                    1.01 * static_cast<double>(step_ns));
    }
}

// The lab's: a window is shorter than a round is.
TEST(CongestionEngineLive, WorksWithRoundsLongerThanAWindow) {
    CongestionBox box;
    box.policy.congestion->near_congested.window_ns = 2 * kSecond;
    box.policy.congestion->heavy.window_ns = 2 * kSecond;
    box.policy.congestion->heavy.release_window_ns = 2 * kSecond;
    box.configure();
    box.engine.put(1, "gold", "pon-1");
    box.use(1, Direction::up, 8 * kMbps, 5 * kSecond);
    box.fill("pon-1", Direction::up, 40 * kMbps, 5 * kSecond);
    box.advance(5 * kSecond);
    EXPECT_EQ(box.told(moved), 1);
    EXPECT_NEAR(box.last(moved).measured_permille, 800, 1);
    box.advance(5 * kSecond);
    EXPECT_EQ(box.told(released), 1);
}

// Whatever happens, who applies what each round tells has what the engine has, and the same calls
// give the same rounds.
TEST(CongestionEngineLive, TellsEveryChangeAndAlwaysTheSame) {
    const auto run = [](bool check) {
        CongestionBox box;
        box.policy.congestion->heavy.release_window_ns = 3 * kMinute;
        box.policy.congestion->heavy.window_ns = 4 * kMinute;
        box.policy.congestion->near_congested.window_ns = 3 * kMinute;
        box.configure();
        std::mt19937_64 random(11);
        std::map<uint32_t, Conditions> told;
        const char* const tiers[] = {"gold", "slow", "", "unheard-of"};
        const char* const sites[] = {"pon-1", "pon-2", "olt", "", "unheard-of"};
        const Policy policy = box.policy;
        for (int round = 0; round < 3000; ++round) {
            for (int i = 0; i < 4; ++i) {
                const auto record = static_cast<uint32_t>(random() % 40);
                const uint64_t what = random() % 30;
                if (what == 0)
                    box.engine.remove(record);
                else if (what < 3)
                    box.engine.put(record, tiers[random() % 4], sites[random() % 5]);
            }
            // Fits and starts: many minutes of much, many of little.
            for (uint32_t record = 0; record < 40; ++record)
                for (const Direction direction : kDirections)
                    if ((round / 20 + record) % 3 == 0)
                        box.use(record, direction, random() % (20 * kMbps));
            if (random() % 100 == 0) {
                box.policy = policy;
                if (random() % 4 == 0)
                    box.policy.congestion.reset();
                if (random() % 4 == 0)
                    box.policy.sites.pop_back();
                if (random() % 4 == 0)
                    box.policy.tiers.pop_back();
                box.policy.sites[0].capacity_bps[0] = random() % 2 * 100 * kMbps;
                box.configure();
            }
            if (random() % 200 == 0)
                box.now_ns -= kHour;
            box.advance(random() % 200 == 0 ? kHour : random() % (2 * kMinute));
            for (const ConditionChange& change : box.round.conditions)
                told[change.record] = change.conditions;
            if (!check)
                continue;
            uint32_t best_effort = 0;
            for (uint32_t record = 0; record < 40; ++record) {
                EXPECT_EQ(told[record], box.engine.conditions(record)) << record << " " << round;
                for (const Direction direction : kDirections)
                    best_effort += box.has(record, Condition::best_effort, direction) ? 1 : 0;
            }
            uint32_t managed = 0;
            for (const ManagedSubscriber& each : box.engine.managed())
                managed += each.sides[0].moved.has_value() + each.sides[1].moved.has_value();
            EXPECT_EQ(managed, best_effort);
            if (::testing::Test::HasFailure())
                break;
        }
        EXPECT_GT(box.told(moved), 100);
        EXPECT_LE(box.told(moved) - box.told(released), 80);
        EXPECT_GE(box.told(moved), box.told(released));
        return box.all;
    };
    EXPECT_EQ(run(true), run(false));
}

}  // namespace
}  // namespace sluice
