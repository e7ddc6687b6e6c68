// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/simulation.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

Policy policy() {
    Policy policy;
    policy.tiers = {{.name = "gold", .up_bps = 8'000'000, .down_bps = 8'000'000}};
    policy.sites = {
        {.name = "pon", .parent = "", .link = "", .capacity_bps = {10'000'000, 10'000'000}}};
    policy.congestion.emplace();
    return policy;
}

constexpr uint64_t kMinuteBytes = 60'000'000;  // of 8 Mbit/s

SimulationResult run(const std::vector<RecordedUse>& uses, const Policy& by = policy()) {
    const std::vector<CongestionLink> links{{"pop", {}}};
    Simulation simulation(by, links);
    for (const RecordedUse& use : uses)
        simulation.use(use);
    return simulation.finish();
}

// One who sends all it can for 20 minutes of 40, one who sends little.
std::vector<RecordedUse> recorded() {
    std::vector<RecordedUse> uses;
    for (uint64_t minute = 1; minute <= 40; ++minute) {
        uses.push_back({minute * 60, "light", "gold", "pon", {kMinuteBytes / 100, 0}});
        if (minute <= 20)
            uses.push_back({minute * 60, "bulk", "gold", "pon", {kMinuteBytes, 0}});
    }
    return uses;
}

TEST(Simulation, TellsWhoWouldHaveBeenTouchedWhenAndForHowLong) {
    const SimulationResult result = run(recorded());
    EXPECT_EQ(result.subscribers, 2u);
    EXPECT_EQ(result.touched_subscribers, 1u);
    EXPECT_EQ(result.from_ns, 0u) << "a minute before the first line, as the second came after one";
    ASSERT_EQ(result.touched.size(), 1u);
    EXPECT_EQ(result.touched[0].id, "bulk");
    // 80.8 % of the segment: above 70 % of the window in the 14th minute.
    EXPECT_EQ(result.touched[0].moved.at_ns, 13 * 60'000'000'000ull);
    ASSERT_TRUE(result.touched[0].released.has_value());
    EXPECT_EQ(result.touched[0].released->at_ns, 35 * 60'000'000'000ull);
    ASSERT_EQ(result.use.size(), 1u);
    EXPECT_EQ(result.use[0].bytes, 7 * kMinuteBytes) << "from the minute after";
    EXPECT_EQ(result.use[0].segment_name, "pon");
    EXPECT_EQ(result.use[0].tier, "gold");
}

TEST(Simulation, TriesOtherThresholdsOnTheSameUse) {
    Policy later = policy();
    later.congestion->heavy.above_permille = 1000;
    EXPECT_TRUE(run(recorded(), later).touched.empty());
    Policy sooner = policy();
    sooner.congestion->heavy.above_permille = 300;
    sooner.congestion->near_congested.up_permille = 300;
    const SimulationResult result = run(recorded(), sooner);
    ASSERT_EQ(result.touched.size(), 1u);
    EXPECT_EQ(result.touched[0].moved.at_ns, 6 * 60'000'000'000ull);
}

TEST(Simulation, TellsWhoIsStillTouchedInTheEnd) {
    auto uses = recorded();
    uses.resize(32);
    const SimulationResult result = run(uses);
    ASSERT_EQ(result.touched.size(), 1u);
    EXPECT_FALSE(result.touched[0].released.has_value());
}

TEST(Simulation, FollowsWhoChangesItsTier) {
    auto uses = recorded();
    for (RecordedUse& use : uses)
        if (use.time_s >= 16 * 60)
            use.tier = "";
    const SimulationResult result = run(uses);
    ASSERT_EQ(result.touched.size(), 1u);
    EXPECT_EQ(result.touched[0].released->cause, TransitionCause::no_rate);
    EXPECT_EQ(result.touched[0].released->at_ns, 16 * 60'000'000'000ull);
}

TEST(Simulation, TakesNothingOneTimeAndTheSameSubscriberTwice) {
    EXPECT_EQ(run({}).subscribers, 0u);
    EXPECT_EQ(run({{60, "a", "gold", "pon", {1, 1}}}).subscribers, 1u);
    std::vector<RecordedUse> halves;
    for (RecordedUse use : recorded()) {
        use.bytes[0] /= 2;
        halves.push_back(use);
        halves.push_back(use);
    }
    EXPECT_EQ(run(halves).touched, run(recorded()).touched);
}

TEST(Simulation, SurvivesAbsurdNumbers) {
    const SimulationResult result = run({{0, "a", "gold", "pon", {UINT64_MAX, UINT64_MAX}},
                                         {0, "a", "gold", "pon", {UINT64_MAX, UINT64_MAX}},
                                         {4'000'000'000, "a", "gold", "pon", {UINT64_MAX, 0}},
                                         {4'000'000'000, "a", "gold", "pon", {UINT64_MAX, 0}}});
    EXPECT_EQ(result.subscribers, 1u);
}

}  // namespace
}  // namespace sluice
