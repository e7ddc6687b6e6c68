// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_congestion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/policy_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;

constexpr uint64_t kMinuteNs = 60'000'000'000;

// The one complaint, without its place.
std::string of_congestion(const std::string& text) {
    const auto lines = told_of("congestion: " + text);
    EXPECT_EQ(lines.size(), 1u);
    return lines.empty() ? "" : lines[0].substr(std::string("p.yaml:1: congestion").size());
}

TEST(Congestion, HasTheNumbersOfRfc6057UnlessTold) {
    EXPECT_FALSE(policy_of("rules: []").congestion);
    const auto settings = policy_of("congestion: {}").congestion;
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->near_congested, (NearCongested{700, 800, 15 * kMinuteNs}));
    EXPECT_EQ(settings->heavy,
              (HeavyUse{Measure::volume, 700, 15 * kMinuteNs, 500, 15 * kMinuteNs}));
}

TEST(Congestion, HasWhatTheOperatorWrote) {
    const auto settings = policy_of(R"(congestion:
  near_congested: { up: 65%, down: 82.5%, window: 10m }
  heavy: { above: 60%, window: 5m, release_below: 40%, release_window: 20m }
)")
                              .congestion;
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->near_congested, (NearCongested{650, 825, 10 * kMinuteNs}));
    EXPECT_EQ(settings->heavy,
              (HeavyUse{Measure::volume, 600, 5 * kMinuteNs, 400, 20 * kMinuteNs}));
}

TEST(Congestion, OfATierIsAsForAllWhereItSaysNothingElse) {
    const Policy policy = policy_of(R"(congestion: { heavy: { above: 60%, window: 5m } }
tiers:
  gold: { up: 1mbps, down: 1mbps, congestion: { heavy: { above: 80% } } }
  tin: { up: 1mbps, down: 1mbps }
)");
    EXPECT_EQ(policy.tiers.at(0).heavy,
              (HeavyUse{Measure::volume, 800, 5 * kMinuteNs, 500, 15 * kMinuteNs}));
    EXPECT_FALSE(policy.tiers.at(1).heavy);
}

TEST(Congestion, MeasuresHeavyUseByTheHarmThatItDoesWhereTold) {
    const auto settings = policy_of("congestion: { heavy: { measure: dropped } }").congestion;
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->heavy.measure, Measure::dropped);
}

TEST(Congestion, RefusesThresholdsThatWouldMoveAndReleaseInTurns) {
    EXPECT_EQ(of_congestion("{ heavy: { above: 50%, release_below: 60% } }"),
              ".heavy: is released below a higher share than it begins above; write a "
              "'release_below' of at most 'above'");
    EXPECT_THAT(told_of("congestion: {}\ntiers: { g: { up: 1mbps, down: 1mbps, congestion: { "
                        "heavy: { above: 40% } } } }"),
                ElementsAre("p.yaml:2: tiers.g.congestion.heavy: is released below a higher share "
                            "than it begins above; write a 'release_below' of at most 'above'"));
}

TEST(Congestion, RefusesWhatIsNoShareAndNoWindow) {
    EXPECT_EQ(of_congestion("{ near_congested: { up: 0.7 } }"),
              ".near_congested.up: '0.7' has no unit; write 0.7%");
    EXPECT_EQ(of_congestion("{ near_congested: { up: 101% } }"),
              ".near_congested.up: is no share from 0.1% to 100%");
    EXPECT_EQ(of_congestion("{ heavy: { window: 500ms } }"),
              ".heavy.window: a window is from 1s to 1d long");
    EXPECT_EQ(of_congestion("{ heavy: { release_window: 2d } }"),
              ".heavy.release_window: a window is from 1s to 1d long");
    EXPECT_EQ(of_congestion("{ hevy: {} }"), ": unknown key 'hevy'; did you mean 'heavy'?");
}

TEST(Congestion, OfATierNeedsAPolicyThatWatchesForIt) {
    EXPECT_THAT(told_of("tiers: { g: { up: 1mbps, down: 1mbps, congestion: { heavy: {} } } }"),
                ElementsAre("p.yaml:1: tiers.g.congestion: means nothing without 'congestion' at "
                            "the top of the policy; write congestion: {} there"));
    EXPECT_THAT(told_of("congestion: {}\ntiers: { g: { up: 1mbps, down: 1mbps, congestion: {} } }"),
                ElementsAre("p.yaml:2: tiers.g.congestion: 'heavy' is missing"));
}

}  // namespace
}  // namespace sluice
