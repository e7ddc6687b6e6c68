// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "policy/congestion/directions.h"
#include "policy/congestion/simulation.h"

namespace sluice {
namespace {

constexpr uint64_t kMinuteNs = 60'000'000'000;
constexpr uint32_t kSubscribers = 6016;
constexpr uint32_t kPorts = 22;
constexpr uint64_t kRateBps = 1'000'000;         // of everybody
constexpr uint64_t kPortBps = 100'000'000;       // so that one home is 1 % of it
constexpr uint64_t kBackgroundBps = 20'000'000;  // of all the others of a port
constexpr uint64_t kFillBps = 80'000'000;        // of one without a tier, for an hour

constexpr uint64_t bytes_a_minute(uint64_t bps) {
    return bps * 60 / 8;
}

// On each port, up, with f the minute in which it begins to fill, another on each port:
//   filler   f to f + 60
//   early    f - 30 to f + 40 at its rate: heavy before the port is near congestion
//   late     f + 20 to f + 50 at its rate, until f + 100 at 60 %, until f + 140 at 40 %
//   gone     f - 60 to f - 10 at its rate: not heavy any more when the port is near
//   after    f + 70 to f + 100 at its rate: heavy when the port is relieved
//   spiky    two of five minutes at its rate
//   all others, together 20 % of the port, all day
struct Script {
    uint32_t port;

    uint32_t fills_at() const { return 120 + 50 * port; }
    std::string id(const std::string& role) const { return role + "-" + std::to_string(port); }
    // In the minute that ends then, in percent of the rate.
    uint64_t percent(const std::string& role, uint32_t minute) const {
        const auto within = [&](int from, int until) {
            const int m = static_cast<int>(minute) - static_cast<int>(fills_at());
            return m > from && m <= until;
        };
        if (role == "early")
            return within(-30, 40) ? 100 : 0;
        if (role == "late")
            return within(20, 50) ? 100 : within(50, 100) ? 60 : within(100, 140) ? 40 : 0;
        if (role == "gone")
            return within(-60, -10) ? 100 : 0;
        if (role == "after")
            return within(70, 100) ? 100 : 0;
        if (role == "spiky")
            return minute % 5 < 2 ? 100 : 0;
        return within(0, 60) ? 100 * kFillBps / kRateBps : 0;  // filler
    }
};

const char* const kRoles[] = {"early", "late", "gone", "after", "spiky", "filler"};

SimulationResult run_day() {
    Policy policy;
    policy.tiers = {{.name = "one", .up_bps = kRateBps, .down_bps = 6 * kRateBps}};
    policy.congestion.emplace();  // the RFC's
    for (uint32_t port = 0; port < kPorts; ++port)
        policy.sites.push_back({.name = "port-" + std::to_string(port),
                                .parent = "",
                                .link = "",
                                .capacity_bps = {kPortBps, kPortBps}});
    const std::vector<CongestionLink> links{{"market", {}}};
    Simulation simulation(policy, links);

    std::vector<std::vector<uint32_t>> background(kPorts);
    std::vector<std::map<std::string, uint32_t>> scripted(kPorts);
    uint32_t count = 0;
    for (uint32_t port = 0; port < kPorts; ++port)
        for (const std::string role : kRoles) {
            scripted[port][role] =
                simulation.put(Script{port}.id(role), role == "filler" ? "" : "one",
                               "port-" + std::to_string(port));
            ++count;
        }
    for (; count < kSubscribers; ++count)
        background[count % kPorts].push_back(simulation.put(
            "home-" + std::to_string(count), "one", "port-" + std::to_string(count % kPorts)));

    for (uint32_t minute = 1; minute <= 1440; ++minute)
        for (uint32_t port = 0; port < kPorts; ++port) {
            for (const auto& [role, subscriber] : scripted[port])
                simulation.use(minute * kMinuteNs, subscriber, Direction::up,
                               bytes_a_minute(kRateBps) * Script{port}.percent(role, minute) / 100);
            for (const uint32_t subscriber : background[port])
                simulation.use(minute * kMinuteNs, subscriber, Direction::up,
                               bytes_a_minute(kBackgroundBps) / background[port].size());
        }
    return simulation.finish();
}

const SimulationResult& day() {
    static const SimulationResult result = run_day();
    return result;
}

using Told = std::tuple<uint32_t, std::string, std::string>;  // minute, who, what

// Counted by hand from the thresholds: above 70 % of 15 minutes is the 11th minute at all of the
// rate, and 66.7 % the 5th one without.
std::multiset<Told> expected() {
    std::multiset<Told> all;
    for (uint32_t port = 0; port < kPorts; ++port) {
        const Script script{port};
        const uint32_t f = script.fills_at();
        const std::string segment = "port-" + std::to_string(port);
        // 20 % and 80 % more for n of 15 minutes.
        all.insert({f + 10, segment, "segment-near"});
        all.insert({f + 66, segment, "segment-relieved"});
        all.insert({f - 19, script.id("early"), "heavy"});
        all.insert({f + 10, script.id("early"), "moved"});  // with the port
        all.insert({f + 45, script.id("early"), "not-heavy"});
        all.insert({f + 55, script.id("early"), "released"});
        all.insert({f + 31, script.id("late"), "heavy"});
        all.insert({f + 31, script.id("late"), "moved"});
        all.insert({f + 62, script.id("late"), "not-heavy"});
        all.insert({f + 115, script.id("late"), "released"});  // 60 % is not below 50 %
        all.insert({f - 49, script.id("gone"), "heavy"});
        all.insert({f - 5, script.id("gone"), "not-heavy"});
        all.insert({f + 81, script.id("after"), "heavy"});
        all.insert({f + 105, script.id("after"), "not-heavy"});
    }
    return all;
}

TEST(ScriptedDay, HasItsTransitionsAtExactlyTheConfiguredMinutes) {
    const SimulationResult& result = day();
    std::multiset<Told> told;
    for (const Transition& each : result.transitions) {
        EXPECT_EQ(each.at_ns % kMinuteNs, 0u);
        EXPECT_EQ(each.direction, Direction::up);
        told.insert(
            {static_cast<uint32_t>(each.at_ns / kMinuteNs),
             each.record == SubscriberRef::kNobody ? each.segment_name : result.ids[each.record],
             std::string(name(each.kind))});
    }
    EXPECT_EQ(told, expected());
    EXPECT_EQ(result.subscribers, kSubscribers);
    EXPECT_EQ(result.touched_subscribers, 2 * kPorts);
}

TEST(ScriptedDay, TellsHowLongEachWasTouched) {
    const SimulationResult& result = day();
    ASSERT_EQ(result.touched.size(), 2 * kPorts);
    for (const Touched& each : result.touched) {
        ASSERT_TRUE(each.released.has_value()) << each.id;
        const uint64_t minutes = each.id.starts_with("early") ? 45 : 84;
        EXPECT_EQ(each.released->lasted_ns, minutes * kMinuteNs) << each.id;
        EXPECT_GE(each.released->at_ns, each.moved.earliest_release_ns);
    }
}

TEST(ScriptedDay, IsTheSameInTwoRuns) {
    const SimulationResult again = run_day();
    EXPECT_EQ(again.transitions, day().transitions);
    EXPECT_EQ(again.touched, day().touched);
}

}  // namespace
}  // namespace sluice
