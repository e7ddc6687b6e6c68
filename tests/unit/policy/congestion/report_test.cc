// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/report.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/congestion/day_scenario.h"

namespace sluice {
namespace {

using std::chrono::minutes;
using testing::HasSubstr;
using testing::Not;

constexpr uint64_t kMinute = 60'000'000'000;
constexpr uint64_t kHour = 60 * kMinute;
constexpr uint64_t kMidnight = 1'764'374'400'000'000'000;  // 2025-11-29, UTC

// What is told of segments and subscribers by minutes after midnight.
class Story {
 public:
    Story& near(const std::string& segment, uint64_t from, uint64_t until, bool ends = true) {
        Transition& begin = add(TransitionKind::segment_near, from, segment);
        begin.measured_permille = 720;
        begin.threshold_permille = 700;
        if (ends)
            add(TransitionKind::segment_relieved, until, segment).threshold_permille = 700;
        return *this;
    }
    Story& moved(uint32_t record, const std::string& segment, const std::string& tier,
                 uint64_t from, uint64_t until) {
        add(TransitionKind::subscriber_heavy, from, segment).record = record;
        for (const auto kind : {TransitionKind::moved, TransitionKind::released}) {
            Transition& each = add(kind, kind == TransitionKind::moved ? from : until, segment);
            each.record = record;
            each.tier = tier;
            each.measured_permille = 800;
            each.segment_permille = 750;
        }
        return *this;
    }
    CongestionReport report(minutes utc_offset = minutes(0)) {
        std::stable_sort(all_.begin(), all_.end(),
                         [](const auto& a, const auto& b) { return a.at_ns < b.at_ns; });
        return report_congestion({all_, use, kMidnight, kMidnight + 24 * kHour, 1000}, utc_offset);
    }

    std::vector<BestEffortUse> use;

 private:
    Transition& add(TransitionKind kind, uint64_t minute, const std::string& segment) {
        Transition& added = all_.emplace_back();
        added.at_ns = kMidnight + minute * kMinute;
        added.kind = kind;
        added.segment_name = segment;
        return added;
    }
    std::vector<Transition> all_;
};

TEST(CongestionReport, TellsWhereWhenHowLongAndHowOften) {
    const auto report = Story()
                            .near("pon-1", 1195, 1225)
                            .near("pon-1", 1260, 1270)
                            .near("pon-2", 1430, 0, false)
                            .report();
    ASSERT_EQ(report.near_congestion.size(), 2u);
    const auto& near = report.near_congestion[0];
    EXPECT_EQ(near.segment, "pon-1");
    EXPECT_EQ(near.times, 2u);
    EXPECT_EQ(near.lasted_ns, 40 * kMinute);
    EXPECT_EQ(near.longest_ns, 30 * kMinute);
    EXPECT_EQ(near.first_ns, kMidnight + 1195 * kMinute);
    EXPECT_EQ(near.last_ns, kMidnight + 1270 * kMinute);
    EXPECT_EQ(near.by_hour_ns[19], 5 * kMinute);
    EXPECT_EQ(near.by_hour_ns[20], 25 * kMinute);
    EXPECT_EQ(near.by_hour_ns[21], 10 * kMinute);
    EXPECT_EQ(near.highest_permille, 720u);
    EXPECT_EQ(report.near_congestion[1].lasted_ns, 10 * kMinute) << "until the report's end";
}

TEST(CongestionReport, TellsHoursOfTheDayWhereTheBoxIs) {
    const auto east = Story().near("pon-1", 23 * 60 + 30, 23 * 60 + 45).report(minutes(90));
    EXPECT_EQ(east.near_congestion[0].by_hour_ns[1], 15 * kMinute);
    const auto west = Story().near("pon-1", 30, 60).report(minutes(-60));
    EXPECT_EQ(west.near_congestion[0].by_hour_ns[23], 30 * kMinute);
    EXPECT_THAT(west.to_text(minutes(-60)), HasSubstr("2025-11-28 23:30"));
}

TEST(CongestionReport, TellsHowManyWithWhatEffectAndWhy) {
    Story story;
    for (uint32_t record = 0; record < 6; ++record)
        story.moved(record, "pon-1", "gold", 600 + record, 630 + record);
    story.moved(0, "pon-1", "gold", 700, 760);
    story.use = {{.segment_name = "pon-1",
                  .tier = "gold",
                  .bytes = 5'000'000'000,
                  .dropped_bytes = 7000,
                  .marked_bytes = 300}};
    const auto report = story.report();
    EXPECT_EQ(report.heavy.to_string(), "6");
    EXPECT_EQ(report.moved.to_string(), "6");
    EXPECT_EQ(report.times.to_string(), "7");
    ASSERT_EQ(report.by_segment.size(), 1u);
    const auto& row = report.by_segment[0];
    EXPECT_EQ(row.subscribers.to_string(), "6");
    EXPECT_EQ(row.times.to_string(), "7");
    ASSERT_TRUE(row.effect.has_value());
    EXPECT_EQ(row.effect->best_effort_ns, (6 * 30 + 60) * kMinute);
    EXPECT_EQ(row.effect->longest_ns, 60 * kMinute);
    EXPECT_EQ(row.effect->bytes, 5'000'000'000u);
    EXPECT_EQ(row.effect->dropped_bytes, 7000u);
    EXPECT_EQ(row.effect->marked_bytes, 300u);
    EXPECT_EQ(row.effect->measured_permille, 800u);
    EXPECT_EQ(row.effect->segment_permille, 750u);
    ASSERT_EQ(report.by_tier.size(), 1u);
    EXPECT_EQ(report.by_tier[0].tier, "gold");
    ASSERT_EQ(report.released.size(), 1u);
    EXPECT_EQ(report.released[0].times.to_string(), "7");
    const std::string text = report.to_text(minutes(0));
    EXPECT_THAT(text, HasSubstr("Of 1000 subscribers the use of 6 was heavy, and 6 moved"));
    EXPECT_THAT(text, HasSubstr("5.0 GB"));
    EXPECT_THAT(text, HasSubstr("80.0%"));
    EXPECT_THAT(text, HasSubstr("Released: 7 (measured)"));
}

TEST(CongestionReport, DoesNotTellOfFewerThanFive) {
    Story story;
    for (uint32_t record = 0; record < 4; ++record)
        story.moved(record, "pon-1", "gold", 600, 630);
    const auto report = story.report();
    EXPECT_EQ(report.moved.to_string(), "fewer than 5");
    EXPECT_EQ(report.times.to_string(), "withheld");
    ASSERT_EQ(report.by_segment.size(), 1u);
    EXPECT_EQ(report.by_segment[0].subscribers.to_string(), "fewer than 5");
    EXPECT_FALSE(report.by_segment[0].effect.has_value());
    EXPECT_THAT(report.to_text(minutes(0)), HasSubstr("fewer than 5 moved to best effort"));
}

TEST(CongestionReport, TellsNoSumThatWouldTellOfFewerThanFive) {
    Story story;
    uint32_t record = 0;
    for (const auto& [segment, count] : {std::pair("big", 9), {"middle", 6}, {"small", 2}})
        for (int i = 0; i < count; ++i)
            story.moved(record++, segment, "gold", 600, 630);
    const auto report = story.report();
    EXPECT_EQ(report.moved.to_string(), "17");
    ASSERT_EQ(report.by_segment.size(), 3u);
    EXPECT_EQ(report.by_segment[0].subscribers.to_string(), "9");
    EXPECT_EQ(report.by_segment[1].subscribers.to_string(), "withheld") << "or 2 is 17 - 9 - 6";
    EXPECT_FALSE(report.by_segment[1].effect.has_value());
    EXPECT_EQ(report.by_segment[2].subscribers.to_string(), "fewer than 5");
}

TEST(CongestionReport, OfNothingSaysSo) {
    const auto report = Story().report();
    EXPECT_EQ(report.moved.to_string(), "0");
    EXPECT_TRUE(report.by_segment.empty());
    EXPECT_THAT(report.to_text(minutes(0)), HasSubstr("No segment was near congestion."));
}

TEST(CongestionReport, OfTheGeneratedDayNamesNobody) {
    DayScenario scenario;
    const Policy policy = scenario.policy();
    const SimulationResult result = simulate_day(std::move(scenario), policy, kMidnight);
    const auto report = report_congestion(result.report_source(), minutes(0));
    const std::string text = report.to_text(minutes(0));
    for (const Touched& each : result.touched)
        EXPECT_THAT(text, Not(HasSubstr(each.id)));
    EXPECT_EQ(report.moved.count, result.touched_subscribers);
    EXPECT_FALSE(report.near_congestion.empty());
    RecordProperty("report", text);
}

}  // namespace
}  // namespace sluice
