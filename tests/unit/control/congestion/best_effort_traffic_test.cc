// SPDX-License-Identifier: Apache-2.0
#include "control/congestion/best_effort_traffic.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const std::chrono::system_clock::time_point kNoon{std::chrono::seconds(1'795'953'600)};

Transition moved(const std::string& tier, Direction direction = Direction::down) {
    Transition what;
    what.kind = TransitionKind::moved;
    what.segment_name = "olt-1";
    what.tier = tier;
    what.direction = direction;
    return what;
}

TEST(BestEffortTraffic, IsAddedUpBySegmentTierAndDirection) {
    BestEffortTraffic traffic;
    traffic.add(kNoon, moved("gold"), Measure::volume, 100);
    traffic.add(kNoon + minutes(1), moved("gold"), Measure::volume, 11);
    traffic.add(kNoon + minutes(1), moved("gold"), Measure::dropped, 7);
    traffic.add(kNoon + minutes(1), moved("gold"), Measure::marked, 5);
    traffic.add(kNoon, moved("gold", Direction::up), Measure::volume, 1);
    traffic.add(kNoon, moved("basic"), Measure::volume, 2);
    const auto sums = traffic.between(kNoon, kNoon + minutes(2));
    ASSERT_EQ(sums.size(), 3u);
    EXPECT_EQ(sums[0].tier, "basic");
    EXPECT_EQ(sums[1].direction, Direction::up);
    EXPECT_EQ(sums[2].bytes, 111u);
    EXPECT_EQ(sums[2].dropped_bytes, 7u);
    EXPECT_EQ(sums[2].marked_bytes, 5u);
}

TEST(BestEffortTraffic, AsksByTheHour) {
    BestEffortTraffic traffic;
    traffic.add(kNoon + minutes(59), moved("gold"), Measure::volume, 1);
    traffic.add(kNoon + minutes(61), moved("gold"), Measure::volume, 10);
    traffic.add(kNoon + minutes(121), moved("gold"), Measure::volume, 100);
    EXPECT_EQ(traffic.between(kNoon + minutes(30), kNoon + minutes(90))[0].bytes, 11u);
    EXPECT_EQ(traffic.between(kNoon + hours(1), kNoon + hours(2))[0].bytes, 10u);
    EXPECT_TRUE(traffic.between(kNoon + hours(3), kNoon + hours(4)).empty());
}

TEST(BestEffortTraffic, OfAMonthAgoNothingIsLeft) {
    BestEffortTraffic traffic;
    traffic.add(kNoon, moved("gold"), Measure::volume, 1);
    traffic.add(kNoon + BestEffortTraffic::kKept + hours(1), moved("gold"), Measure::volume, 10);
    EXPECT_EQ(traffic.between(kNoon, kNoon + hours(10'000))[0].bytes, 10u);
}

}  // namespace
}  // namespace sluice
