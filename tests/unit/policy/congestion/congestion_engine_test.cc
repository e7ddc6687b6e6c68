// SPDX-License-Identifier: Apache-2.0
#include <tuple>

#include <gtest/gtest.h>

#include "tests/unit/policy/congestion/congestion_box.h"

namespace sluice {
namespace {

using enum TransitionKind;

TEST(CongestionEngine, FindsASegmentNearCongestionByItsAverage) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    // 50 Mbit/s: above 70 % of 15 minutes in the eleventh minute.
    for (int minute = 1; minute <= 10; ++minute) {
        box.fill("pon-1", Direction::up, 50 * kMbps);
        EXPECT_TRUE(box.advance().transitions.empty()) << minute;
    }
    box.fill("pon-1", Direction::up, 50 * kMbps);
    box.advance();
    ASSERT_EQ(box.round.transitions.size(), 1u);
    const Transition& near = box.round.transitions[0];
    EXPECT_EQ(near.kind, segment_near);
    EXPECT_EQ(near.at_ns, box.now_ns);
    EXPECT_EQ(near.segment_name, "pon-1");
    EXPECT_EQ(near.segment, 1u);
    EXPECT_EQ(near.direction, Direction::up);
    EXPECT_EQ(near.measured_permille, 733u);
    EXPECT_EQ(near.threshold_permille, 700u);
    EXPECT_EQ(near.window_ns, 15 * kMinute);
    EXPECT_EQ(near.record, SubscriberRef::kNobody);
    ASSERT_EQ(box.round.conditions.size(), 1u) << "who is on it is told";
    EXPECT_TRUE(box.round.conditions[0].conditions.has(Condition::near_congested, Direction::up));
    EXPECT_FALSE(
        box.round.conditions[0].conditions.has(Condition::near_congested, Direction::down));

    // The average falls by 1/15 of it a minute.
    box.advance(5 * kMinute);
    ASSERT_EQ(box.round.transitions.size(), 1u);
    EXPECT_EQ(box.round.transitions[0].kind, segment_relieved);
    EXPECT_EQ(box.round.transitions[0].measured_permille, 666u);
    EXPECT_EQ(box.round.transitions[0].lasted_ns, 5 * kMinute);
    EXPECT_EQ(box.engine.conditions(1), Conditions{});
}

TEST(CongestionEngine, TakesMoreDownThanUpBeforeASegmentIsNear) {
    CongestionBox box;
    for (int minute = 1; minute <= 30; ++minute) {
        box.fill("pon-1", Direction::up, 38 * kMbps);  // 76 %
        box.fill("pon-2", Direction::down, 38 * kMbps);
        box.advance();
    }
    ASSERT_EQ(box.all.size(), 1u);
    EXPECT_EQ(box.all[0].segment_name, "pon-1");
}

TEST(CongestionEngine, CountsUseForAllSegmentsAbove) {
    CongestionBox box;
    box.links = {{"pop", {0, 120 * kMbps}}};
    box.configure();
    box.engine.put(1, "gold", "pon-1");
    box.engine.put(2, "gold", "pon-2");
    box.engine.put(3, "gold", "");
    for (int minute = 1; minute <= 15; ++minute) {
        for (const uint32_t record : {1, 2, 3})
            box.use(record, Direction::down, 20 * kMbps);
        box.advance();
    }
    const auto segments = box.engine.segments();
    ASSERT_EQ(segments.size(), 4u);
    const auto permille = [&](size_t segment) { return segments[segment].sides[1].permille; };
    EXPECT_EQ(segments[0].name, "olt");
    EXPECT_EQ(permille(0), 400u);
    EXPECT_EQ(permille(1), 400u);
    EXPECT_EQ(permille(2), 400u);
    EXPECT_EQ(segments[3].name, "pop");
    EXPECT_TRUE(segments[3].is_link);
    EXPECT_EQ(permille(3), 500u);
    EXPECT_EQ(segments[0].parent, 3u);
    EXPECT_EQ(segments[1].parent, 0u);
    EXPECT_EQ(segments[0].subscribers, 2u);
    EXPECT_EQ(segments[3].subscribers, 3u);
    EXPECT_EQ(segments[3].sides[1].heavy, 3u);
}

TEST(CongestionEngine, FindsHeavyUseByTheTiersRate) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.engine.put(2, "slow", "pon-1");
    int minutes = 0;
    for (; box.all.empty() && minutes < 60; ++minutes) {
        box.use(1, Direction::up, kMbps);
        box.use(2, Direction::up, kMbps);
        box.advance();
    }
    EXPECT_EQ(minutes, 11);
    ASSERT_EQ(box.all.size(), 1u);
    EXPECT_EQ(box.all[0].kind, subscriber_heavy);
    EXPECT_EQ(box.all[0].record, 2u);
    EXPECT_EQ(box.all[0].tier, "slow");
    EXPECT_EQ(box.all[0].segment_name, "pon-1");
    EXPECT_EQ(box.all[0].measured_permille, 733u);
    EXPECT_FALSE(box.has(2, Condition::best_effort, Direction::up)) << "nobody had to wait";
}

TEST(CongestionEngine, AsksForMoreThanTheThreshold) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 1; minute <= 30; ++minute) {
        box.use(1, Direction::up, 7 * kMbps);
        box.advance();
    }
    EXPECT_TRUE(box.all.empty()) << "exactly 70 %";
    box.engine.add_use(1, Direction::up, 100 + CongestionBox::bytes(7 * kMbps, kMinute));
    EXPECT_EQ(box.advance().transitions.size(), 1u);
}

TEST(CongestionEngine, MovesWhoIsHeavyOnANearCongestedSegment) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.engine.put(2, "gold", "pon-1");
    EXPECT_EQ(box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps), 11);
    EXPECT_EQ(box.told(moved), 1) << "and not the neighbour";
    const Transition& move = box.last(moved);
    EXPECT_EQ(move.record, 1u);
    EXPECT_EQ(move.direction, Direction::up);
    EXPECT_EQ(move.segment_name, "pon-1");
    EXPECT_EQ(move.measured_permille, 733u);
    EXPECT_EQ(move.threshold_permille, 700u);
    EXPECT_EQ(move.window_ns, 15 * kMinute);
    EXPECT_EQ(move.segment_permille, 880u) << "others and its own";
    EXPECT_EQ(move.segment_threshold_permille, 700u);
    EXPECT_EQ(move.earliest_release_ns, box.now_ns + 15 * kMinute);
    EXPECT_EQ(box.engine.conditions(2).of(Direction::up),
              static_cast<uint8_t>(Condition::near_congested));
}

TEST(CongestionEngine, TellsInOneOrderWhatOneRoundFinds) {
    CongestionBox box;
    for (const uint32_t record : {9, 4, 7})
        box.engine.put(record, "gold", "pon-1");
    for (int minute = 1; minute <= 11; ++minute) {
        for (const uint32_t record : {7, 9, 4})
            for (const Direction direction : {Direction::down, Direction::up})
                box.use(record, direction, 50 * kMbps);
        box.advance();
    }
    ASSERT_GE(box.all.size(), 10u);
    for (size_t i = 1; i < box.all.size(); ++i) {
        const Transition& a = box.all[i - 1];
        const Transition& b = box.all[i];
        if (a.at_ns != b.at_ns)
            continue;
        const auto key = [](const Transition& t) {
            const bool subscriber = t.record != SubscriberRef::kNobody;
            return std::tuple(subscriber, subscriber ? t.record : t.segment, t.direction, t.kind);
        };
        EXPECT_LT(key(a), key(b));
    }
}

TEST(CongestionEngine, MovesWhoWasHeavyBeforeItsSegmentWasNear) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 1; minute <= 30; ++minute) {
        box.use(1, Direction::down, 20 * kMbps);
        box.advance();
    }
    EXPECT_EQ(box.told(moved), 0);
    // The OLT above, by somebody else's use: 80 % of 100 Mbit/s.
    int minutes = 0;
    for (; box.told(moved) == 0 && minutes < 60; ++minutes) {
        box.use(1, Direction::down, 20 * kMbps);
        box.fill("pon-2", Direction::down, 80 * kMbps);
        box.advance();
    }
    EXPECT_EQ(minutes, 12);  // 20 + 80 * 12 / 15 = 84
    EXPECT_EQ(box.last(moved).segment_name, "olt");
}

TEST(CongestionEngine, KeepsDirectionsApart) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 1; minute <= 30; ++minute) {
        box.use(1, Direction::down, 20 * kMbps);       // heavy down
        box.fill("pon-1", Direction::up, 50 * kMbps);  // near up
        box.advance();
    }
    EXPECT_EQ(box.told(moved), 0);
}

TEST(CongestionEngine, ReleasesAfterTheWholeReleaseWindowBelowTheThreshold) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    for (int minute = 1; minute <= 14; ++minute) {
        box.use(1, Direction::up, 4 * kMbps);  // below 50 %
        box.fill("pon-1", Direction::up, 50 * kMbps);
        box.advance();
        EXPECT_EQ(box.told(released), 0) << minute;
    }
    box.use(1, Direction::up, 4 * kMbps);
    box.fill("pon-1", Direction::up, 50 * kMbps);
    box.advance();
    ASSERT_EQ(box.told(released), 1) << "though the segment is near congested all the time";
    const Transition& release = box.last(released);
    EXPECT_EQ(release.at_ns, box.last(moved).earliest_release_ns);
    EXPECT_EQ(release.measured_permille, 400u);
    EXPECT_EQ(release.threshold_permille, 500u);
    EXPECT_EQ(release.window_ns, 15 * kMinute);
    EXPECT_EQ(release.lasted_ns, 15 * kMinute);
    EXPECT_EQ(release.segment_name, "pon-1");
    EXPECT_EQ(release.cause, TransitionCause::measured);
}

TEST(CongestionEngine, StartsTheReleaseWindowAnewWithAMinuteAboveTheThreshold) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    box.advance(14 * kMinute);
    box.use(1, Direction::up, 5 * kMbps);  // 50 % is not below 50 %
    box.advance();
    const uint64_t used_ns = box.now_ns;
    EXPECT_EQ(box.engine.subscriber(1)->sides[0].moved->earliest_release_ns,
              used_ns + 15 * kMinute);
    while (box.told(released) == 0 && box.now_ns < used_ns + kHour)
        box.advance();
    EXPECT_EQ(box.now_ns - used_ns, 15 * kMinute);
}

TEST(CongestionEngine, DoesNotMindAShortPeakWhileItWaitsToBeReleased) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    const uint64_t moved_ns = box.now_ns;
    while (box.told(released) == 0 && box.now_ns < moved_ns + kHour) {
        box.use(1, Direction::up, 10 * kMbps, 20 * kSecond);
        box.advance(20 * kSecond);
        box.advance(40 * kSecond);
    }
    EXPECT_EQ(box.now_ns - moved_ns, 15 * kMinute);
}

TEST(CongestionEngine, KeepsWhoGoesOnAfterTheSegmentIsRelieved) {
    CongestionBox box;
    box.engine.put(1, "gold", "pon-1");
    box.move_by_bulk(1, "pon-1", Direction::up, 10 * kMbps);
    for (int minute = 1; minute <= 60; ++minute) {
        box.use(1, Direction::up, 6 * kMbps);
        box.advance();
    }
    EXPECT_EQ(box.told(segment_relieved), 1);
    EXPECT_EQ(box.told(subscriber_not_heavy), 1) << "60 % is not heavy";
    EXPECT_EQ(box.told(released), 0) << "but no release either";
    EXPECT_EQ(box.engine.conditions(1).of(Direction::up),
              static_cast<uint8_t>(Condition::best_effort));
}

TEST(CongestionEngine, DoesNotReleaseWhomItWouldMoveAtOnceAgain) {
    CongestionBox box;
    box.policy.congestion->heavy.release_window_ns = kMinute;
    box.configure();
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 1; minute <= 15; ++minute) {
        box.use(1, Direction::up, 10 * kMbps);
        box.fill("pon-1", Direction::up, 50 * kMbps);
        box.advance();
    }
    ASSERT_EQ(box.told(moved), 1);
    // Its average is above 70 % for 4.5 minutes more, whatever it does.
    EXPECT_EQ(box.engine.subscriber(1)->sides[0].moved->earliest_release_ns,
              box.now_ns + 270 * kSecond);
    while (box.told(released) == 0 && box.now_ns < 1'002 * kHour) {
        box.fill("pon-1", Direction::up, 50 * kMbps, 30 * kSecond);
        box.advance(30 * kSecond);
    }
    EXPECT_EQ(box.now_ns, 1'000 * kHour + 15 * kMinute + 270 * kSecond);
    EXPECT_EQ(box.told(moved), 1);
}

TEST(CongestionEngine, HoldsATierAndASiteToTheirOwnThresholds) {
    CongestionBox box;
    box.policy.tiers[1].heavy = HeavyUse{.above_permille = 200,
                                         .window_ns = 5 * kMinute,
                                         .release_below_permille = 100,
                                         .release_window_ns = 3 * kMinute};
    box.policy.sites[2].near_congested =
        NearCongested{.up_permille = 300, .down_permille = 300, .window_ns = 5 * kMinute};
    box.configure();
    box.engine.put(1, "slow", "pon-2");
    int minutes = 0;
    for (; box.told(moved) == 0 && minutes < 60; ++minutes) {
        box.use(1, Direction::down, 2 * kMbps);
        box.fill("pon-2", Direction::down, 50 * kMbps);
        box.advance();
    }
    EXPECT_EQ(minutes, 2);
    EXPECT_EQ(box.last(moved).threshold_permille, 200u);
    EXPECT_EQ(box.last(moved).window_ns, 5 * kMinute);
    EXPECT_EQ(box.last(moved).segment_threshold_permille, 300u);
    const uint64_t moved_ns = box.now_ns;
    while (box.told(released) == 0 && box.now_ns < moved_ns + kHour)
        box.advance();
    // 2 of 5 minutes at all of the rate are above 20 % until one of them is out.
    EXPECT_EQ(box.now_ns - moved_ns, 4 * kMinute);
}

TEST(CongestionEngine, MeasuresHarmWhereATierSaysSo) {
    CongestionBox box;
    box.policy.tiers[0].heavy = HeavyUse{.measure = Measure::dropped, .above_permille = 10};
    box.configure();
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 1; minute <= 30; ++minute) {
        box.use(1, Direction::up, 10 * kMbps);
        box.engine.add_use(1, Direction::up, 1'000'000'000, Measure::marked);
        box.advance();
    }
    EXPECT_EQ(box.told(subscriber_heavy), 0) << "all of the rate, and no harm done";
    int minutes = 0;
    for (; box.told(subscriber_heavy) == 0 && minutes < 60; ++minutes) {
        box.engine.add_use(1, Direction::up, CongestionBox::bytes(kMbps, kMinute),
                           Measure::dropped);
        box.advance();
    }
    EXPECT_EQ(minutes, 2) << "10 % of the rate are dropped: 1 % of 15 minutes in the second one";
    EXPECT_EQ(box.engine.segments()[1].sides[0].permille, 0u + 200 * 13 / 15)
        << "what is dropped does not fill a segment";
}

TEST(CongestionEngine, NeverFindsASegmentOfUnknownCapacityNear) {
    CongestionBox box;
    box.links = {{"pop", {}}};
    box.configure();
    box.engine.put(1, "gold", "");
    for (int minute = 1; minute <= 30; ++minute) {
        box.use(1, Direction::up, 10 * kMbps);
        box.advance();
    }
    EXPECT_EQ(box.told(subscriber_heavy), 1);
    EXPECT_EQ(box.told(segment_near), 0);
    EXPECT_EQ(box.told(moved), 0);
}

TEST(CongestionEngine, PutsWhoHasNoSiteOnTheOnlyLink) {
    CongestionBox box;
    box.links = {{"pop", {10 * kMbps, 10 * kMbps}}};
    box.configure();
    box.engine.put(1, "gold", "");
    for (int minute = 1; minute <= 11; ++minute) {
        box.use(1, Direction::up, 10 * kMbps);
        box.advance();
    }
    EXPECT_EQ(box.told(moved), 1);
    EXPECT_TRUE(box.last(moved).segment_is_link);

    box.links = {{"pop", {10 * kMbps, 10 * kMbps}}, {"pop-2", {10 * kMbps, 10 * kMbps}}};
    box.configure();
    box.advance();
    EXPECT_EQ(box.engine.subscriber(1)->segment, kNoSegment) << "of two it is not known which";
    EXPECT_FALSE(box.has(1, Condition::near_congested, Direction::up));
}

TEST(CongestionEngine, FollowsTheLinkThatATopSiteNames) {
    CongestionBox box;
    box.links = {{"east", {50 * kMbps, 50 * kMbps}}, {"west", {50 * kMbps, 50 * kMbps}}};
    box.policy.sites[0].link = "west";
    box.configure();
    box.engine.put(1, "gold", "pon-1");
    for (int minute = 1; minute <= 11; ++minute) {
        box.fill("pon-2", Direction::down, 50 * kMbps);
        box.advance();
    }
    box.fill("pon-2", Direction::down, 50 * kMbps);
    box.advance();
    box.fill("pon-2", Direction::down, 50 * kMbps);
    box.advance();
    EXPECT_EQ(box.last(segment_near).at_ns, box.now_ns);
    const auto segments = box.engine.segments();
    EXPECT_EQ(segments[0].parent, 4u);
    EXPECT_FALSE(segments[3].sides[1].near_congested);
    EXPECT_TRUE(segments[4].sides[1].near_congested);
    EXPECT_TRUE(box.has(1, Condition::near_congested, Direction::down)) << "by the link";
}

TEST(CongestionEngine, CountsOnlyThoseThatItKnows) {
    CongestionBox box;
    box.use(77, Direction::up, 1000 * kMbps);
    box.use(SubscriberRef::kNobody, Direction::up, 1000 * kMbps);
    box.engine.add_segment_use(99, Direction::up, 1000);
    box.engine.add_segment_use(kNoSegment, Direction::up, 1000);
    box.engine.remove(77);
    box.engine.put(SubscriberRef::kNobody, "gold", "pon-1");
    EXPECT_TRUE(box.advance().transitions.empty());
    EXPECT_FALSE(box.engine.subscriber(77).has_value());
    EXPECT_EQ(box.engine.conditions(77), Conditions{});
}

TEST(CongestionEngine, TakesLittleMemoryOfWhoIsIdle) {
    CongestionBox box;
    for (uint32_t record = 0; record < 10'000; ++record)
        box.engine.put(record, "gold", "pon-1");
    EXPECT_LE(box.engine.memory().subscriber_bytes, 28u);
    EXPECT_LE(box.engine.memory().active_bytes, 336u);
    RecordProperty("subscriber_bytes", static_cast<int>(box.engine.memory().subscriber_bytes));
    RecordProperty("active_bytes", static_cast<int>(box.engine.memory().active_bytes));
    EXPECT_EQ(box.engine.memory().active_subscribers, 0u);
    for (uint32_t record = 0; record < 1000; ++record)
        box.engine.add_use(record, Direction::down, 1000);
    box.advance();
    EXPECT_EQ(box.engine.memory().active_subscribers, 1000u);
    // A window later they are forgotten, some a round.
    for (int minute = 0; minute < 60; ++minute)
        box.advance();
    EXPECT_EQ(box.engine.memory().active_subscribers, 0u);
}

}  // namespace
}  // namespace sluice
