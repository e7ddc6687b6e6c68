// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/thresholds.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "control/sluicectl/commands.h"
#include "control/sluicectl/time_argument.h"
#include "tests/unit/control/congestion/managed_box.h"

namespace sluice {
namespace {

using testing::HasSubstr;

TEST(Thresholds, AShareIsWrittenWithItsUnit) {
    EXPECT_EQ(read_permille("70%"), 700u);
    EXPECT_EQ(read_permille("72.5%"), 725u);
    EXPECT_EQ(read_permille("0.1%"), 1u);
    EXPECT_EQ(read_permille("100%"), 1000u);
    for (const char* wrong : {"", "%", "70", "0%", "-5%", "101%", "70 %", "70%%", "0.05%", "nan%",
                              "inf%", "1e400%", "x"})
        EXPECT_THROW(read_permille(wrong), CommandFailed) << wrong;
}

TEST(Thresholds, ReplaceThoseOfTiersAndSitesToo) {
    Policy policy = managed_policy();
    policy.tiers[0].heavy = HeavyUse{};
    policy.sites[0].near_congested = NearCongested{};
    Thresholds thresholds;
    thresholds.near_up_permille = 600;
    thresholds.heavy_window_ns = 7 * kSecondNs;
    apply_thresholds(thresholds, policy);
    EXPECT_EQ(policy.congestion->near_congested.up_permille, 600u);
    EXPECT_EQ(policy.congestion->near_congested.down_permille, 800u);
    EXPECT_EQ(policy.congestion->near_congested.window_ns, 3 * kSecondNs);
    EXPECT_EQ(policy.sites[0].near_congested->up_permille, 600u);
    EXPECT_EQ(policy.sites[0].near_congested->window_ns, 900 * kSecondNs);
    EXPECT_EQ(policy.tiers[0].heavy->window_ns, 7 * kSecondNs);
    EXPECT_EQ(policy.congestion->heavy.window_ns, 7 * kSecondNs);
    EXPECT_FALSE(policy.tiers[1].heavy);
    Policy empty;
    apply_thresholds({}, empty);
    EXPECT_EQ(empty.congestion, CongestionSettings{});
}

TEST(TimeArgument, IsAMomentOrHowLongAgo) {
    setenv("TZ", "UTC-1", 1);  // an hour east
    tzset();
    EXPECT_EQ(read_time("2026-11-29T12:00:00Z", 0), 1'795'953'600);
    EXPECT_EQ(read_time("2026-11-29T13:00:00+01:00", 0), 1'795'953'600);
    EXPECT_EQ(read_time("2026-11-29T13:00", 0), 1'795'953'600);
    EXPECT_EQ(read_time("2026-11-29 13:00:05", 0), 1'795'953'605);
    EXPECT_EQ(read_time("24h", 100'000), 13'600);
    EXPECT_EQ(local_offset_minutes(1'795'953'600), 60);
    for (const char* wrong : {"", "yesterday", "2026-13-01", "24", "2026-11-29T12:00:00Zx"})
        EXPECT_THROW(read_time(wrong, 0), CommandFailed) << wrong;
    unsetenv("TZ");
    tzset();
}

// As the program runs it, without a daemon.
class SimulateTest : public testing::Test {
 protected:
    std::string run(std::vector<std::string> words) {
        CLI::App app;
        Session session;
        session.socket = "/nowhere";
        app.fallthrough();
        app.add_flag("--json", session.json);
        add_simulate_command(app, session);
        std::reverse(words.begin(), words.end());
        std::ostringstream out;
        std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
        try {
            app.parse(words);
        } catch (...) {
            std::cout.rdbuf(before);
            throw;
        }
        std::cout.rdbuf(before);
        return out.str();
    }
};

TEST_F(SimulateTest, AGeneratedDayIsTheSameInTwoRuns) {
    const std::vector<std::string> words = {"simulate", "--generated", "day", "--subscribers",
                                            "300"};
    const std::string first = run(words);
    EXPECT_THAT(first, HasSubstr(" of 300 subscribers ("));
    EXPECT_EQ(run(words), first);
}

TEST_F(SimulateTest, OtherThresholdsTouchOthers) {
    const auto touched = [&](const char* above) {
        return run({"simulate", "--generated", "day", "--subscribers", "300", "--near-up", "5%",
                    "--near-down", "5%", "--heavy-above", above, "--json"});
    };
    EXPECT_THAT(touched("100%"), HasSubstr("\"touched_subscribers\": 0,"));
    EXPECT_THAT(touched("10%"), testing::Not(HasSubstr("\"touched_subscribers\": 0,")));
}

TEST_F(SimulateTest, NeedsAFileOrAGeneratedDay) {
    EXPECT_THROW(run({"simulate"}), CLI::Error);
    EXPECT_THROW(run({"simulate", "x.csv", "--generated", "day"}), CLI::Error);
    EXPECT_THROW(run({"simulate", "--generated", "day", "--near-up", "70"}), CommandFailed);
}

}  // namespace
}  // namespace sluice
