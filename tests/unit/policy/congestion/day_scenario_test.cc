// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/day_scenario.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "policy/congestion/directions.h"
#include "policy/congestion/generator.h"

namespace sluice {
namespace {

constexpr uint64_t kMidnightNs = 1'764'374'400'000'000'000;

SimulationResult run(uint64_t seed) {
    DayScenario scenario(seed);
    const Policy policy = scenario.policy();
    return simulate_day(std::move(scenario), policy, kMidnightNs);
}

const SimulationResult& first_day() {
    static const SimulationResult result = run(1);
    return result;
}

TEST(DayScenario, MovesAboutAsManyAsThePublishedTrialAndUnderOnePercent) {
    for (const uint64_t seed : {1, 2, 3}) {
        const SimulationResult result = seed == 1 ? first_day() : run(seed);
        EXPECT_EQ(result.subscribers, DayScenario::kTrialSubscribers);
        // 22 of 6,016 on an average day in August 2008 (RFC 6057, section 7.2).
        EXPECT_GE(result.touched_subscribers, 11u) << seed;
        EXPECT_LE(result.touched_subscribers, 44u) << seed;
        EXPECT_LT(result.touched_subscribers * 100, result.subscribers) << seed;
        EXPECT_EQ(result.from_ns, kMidnightNs);
        EXPECT_EQ(result.until_ns, kMidnightNs + 24 * 60 * DayScenario::kMinuteNs);
    }
}

TEST(DayScenario, IsTheSameInTwoRuns) {
    const SimulationResult again = run(1);
    EXPECT_EQ(again.transitions, first_day().transitions);
    EXPECT_EQ(again.touched, first_day().touched);
}

TEST(DayScenario, TouchesMoreWithLowerThresholdsAndNobodyWithoutCongestionManagement) {
    DayScenario scenario;
    Policy policy = scenario.policy();
    policy.congestion->heavy.above_permille = 500;
    policy.congestion->near_congested.down_permille = 600;
    EXPECT_GT(simulate_day(DayScenario(), policy, kMidnightNs).touched_subscribers,
              2 * first_day().touched_subscribers);
    policy.congestion.reset();
    EXPECT_TRUE(simulate_day(DayScenario(1, 600), policy, kMidnightNs).transitions.empty());
}

// What whole numbers alone give, on every machine.
TEST(DayScenario, IsTheSameOnEveryMachine) {
    DayScenario scenario;
    uint64_t sum = 0xcbf29ce484222325;
    for (int minute = 0; minute < 60; ++minute)
        for (const DayScenario::Minute& home : scenario.next())
            for (const uint64_t bytes : home)
                sum = (sum ^ bytes) * 0x100000001b3;
    EXPECT_EQ(sum, 10'358'077'333'168'336'960u);
}

TEST(DayScenario, HasTheShapesThatItIsMadeOf) {
    DayScenario scenario;
    const size_t homes = scenario.homes().size();
    std::vector<uint64_t> sent(homes);
    std::vector<uint64_t> hours(24);
    for (uint32_t minute = 0; minute < DayScenario::kMinutes; ++minute) {
        const auto& uses = scenario.next();
        for (size_t home = 0; home < homes; ++home) {
            sent[home] += uses[home][at(Direction::up)];
            hours[minute / 60] += uses[home][at(Direction::down)];
        }
    }
    std::sort(sent.rbegin(), sent.rend());
    const uint64_t all = std::accumulate(sent.begin(), sent.end(), uint64_t{0});
    const uint64_t most =
        std::accumulate(sent.begin(), sent.begin() + static_cast<long>(homes / 25), uint64_t{0});
    // 4 % of the subscribers send three quarters of all that is sent.
    EXPECT_GT(most * 100, all * 65);
    EXPECT_LT(most * 100, all * 85);
    // The evening is the busiest, and before dawn there is less than half of that.
    const auto peak = std::max_element(hours.begin(), hours.end()) - hours.begin();
    EXPECT_GE(peak, 20);
    EXPECT_LE(peak, 23);
    EXPECT_LT(hours[4] * 2, hours[static_cast<size_t>(peak)]);
}

TEST(DayScenario, CarriesNoMoreThanAPortCan) {
    DayScenario scenario;
    for (uint32_t minute = 0; minute < DayScenario::kMinutes; ++minute) {
        const auto& uses = scenario.next();
        uint64_t bytes = 0;
        for (size_t home = 0; home < 275; ++home)
            bytes += uses[home][at(Direction::down)];
        ASSERT_LE(bytes, uint64_t{38'810'000} * 60 / 8) << minute;
    }
}

TEST(Generator, DrawsLogNormalNumbers) {
    Generator random(5);
    std::vector<uint64_t> drawn(20'000);
    for (uint64_t& number : drawn)
        number = random.log_normal(1000, 100);
    std::sort(drawn.begin(), drawn.end());
    EXPECT_NEAR(static_cast<double>(drawn[10'000]), 1000, 30);
    EXPECT_NEAR(static_cast<double>(drawn[16'827]), 2000, 100) << "one deviation is a factor of 2";
    EXPECT_NEAR(static_cast<double>(drawn[3'173]), 500, 25);
}

}  // namespace
}  // namespace sluice
