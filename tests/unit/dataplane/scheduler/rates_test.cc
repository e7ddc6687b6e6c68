// SPDX-License-Identifier: Apache-2.0
// How exactly the scheduler keeps rates, in simulated time.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/dataplane/scheduler/shaper.h"
#include "tests/unit/dataplane/scheduler/steady_sources.h"

namespace sluice {
namespace {

using test::kMbit;
using test::kMs;
using test::kSecond;
using test::shaping_policy;
using test::SteadySources;
using test::subscriber;
using test::tier;

constexpr uint64_t kLink = 100'000 * kMbit;

const std::vector<uint32_t> kFull = {1'500};
const std::vector<uint32_t> kMixed = {64, 576, 1'500, 1'280, 120, 1'500};

// What is in the queue is more than goes between two polls.
uint32_t backlog_for(uint64_t bps, uint64_t poll_ns) {
    return static_cast<uint32_t>(std::max<uint64_t>(6'000, 2 * bps / 8 * poll_ns / kSecond));
}

class EveryTier : public testing::TestWithParam<uint64_t> {};

TEST_P(EveryTier, GetsItsRateWithinOnePercentOrAPacketInASecond) {
    const uint64_t bps = GetParam() * kMbit;
    for (const auto& sizes : {kFull, kMixed}) {
        for (const uint64_t poll_us : {5, 50, 500}) {
            const uint64_t poll_ns = poll_us * 1'000;
            SteadySources line(shaping_policy({tier("gold", bps)}, {subscriber("a", "gold")}),
                               kLink);
            const size_t flow = line.add(
                {.subscriber = "a", .sizes = sizes, .waiting_bytes = backlog_for(bps, poll_ns)});
            line.run(20 * kMs, poll_ns);  // after the burst
            line.forget();
            line.run(kSecond, poll_ns);
            const double tolerance = std::max(static_cast<double>(bps) / 100, 1'500.0 * 8);
            EXPECT_NEAR(static_cast<double>(line.bytes(flow)) * 8, static_cast<double>(bps),
                        tolerance)
                << sizes.size() << " sizes, polled every " << poll_us << " us";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Mbits, EveryTier,
                         testing::Values(1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000, 2'000, 5'000,
                                         10'000));

TEST(Rates, UpAndDownAreHeldApart) {
    Policy policy = shaping_policy({tier("gold", 50 * kMbit)}, {subscriber("a", "gold")});
    policy.tiers.front().up_bps = 5 * kMbit;
    SteadySources line(policy, kLink);
    const size_t down = line.add({.subscriber = "a"});
    const size_t up = line.add({.subscriber = "a", .direction = Direction::up});
    line.run(20 * kMs);
    line.forget();
    line.run(kSecond);
    EXPECT_NEAR(line.mbits(down), 50, 0.5);
    EXPECT_NEAR(line.mbits(up), 5, 0.05);
}

TEST(Rates, JumboFramesPassASlowTierAtItsRate) {
    SteadySources line(shaping_policy({tier("slow", 256'000), tier("gold", 10 * kMbit)},
                                      {subscriber("a", "slow"), subscriber("b", "gold")}),
                       20 * kMbit);
    const size_t jumbo = line.add({.subscriber = "a", .sizes = {9'000}, .waiting_bytes = 36'000});
    const size_t neighbour = line.add({.subscriber = "b"});
    line.run(kSecond);
    line.forget();
    line.run(10 * kSecond);
    EXPECT_NEAR(static_cast<double>(line.bytes(jumbo)) * 8, 2'560'000, 9'000 * 8);
    EXPECT_NEAR(line.mbits(neighbour), 100, 1);
}

TEST(Rates, EightLevelsOfSitesHoldToTheNarrowestAndShareEvenly) {
    Policy policy = shaping_policy({tier("gold", 1'000 * kMbit)}, {});
    std::string parent;
    for (int level = 1; level <= kMostSiteLevels; ++level) {
        const uint64_t bps = (100 - 10 * static_cast<uint64_t>(level)) * kMbit;  // 20 at the bottom
        const std::string name = "level-" + std::to_string(level);
        policy.sites.push_back(
            {.name = name, .parent = parent, .link = {}, .capacity_bps = {bps, bps}});
        parent = name;
    }
    policy.subscribers = {subscriber("top", "gold", "level-1"), subscriber("a", "gold", "level-8"),
                          subscriber("b", "gold", "level-8")};
    SteadySources line(policy, kLink);
    const size_t top = line.add({.subscriber = "top", .waiting_bytes = 60'000});
    const size_t a = line.add({.subscriber = "a"});
    const size_t b = line.add({.subscriber = "b", .sizes = {300}});
    line.run(100 * kMs);
    line.forget();
    line.run(kSecond);
    EXPECT_NEAR(line.mbits(a) + line.mbits(b), 20, 0.2);
    EXPECT_NEAR(line.mbits(a), 10, 0.1);
    EXPECT_NEAR(line.mbits(top), 70, 0.7);  // what the others leave of level-1's 90
}

TEST(Rates, MinimumsOfTiersAreKeptWhereTheLinkIsTooNarrow) {
    Policy policy = shaping_policy({tier("business", 50 * kMbit), tier("home", 50 * kMbit)}, {});
    policy.tiers.front().minimum_down_bps = 12 * kMbit;
    policy.subscribers.push_back(subscriber("office", "business"));
    for (int i = 0; i < 19; ++i)
        policy.subscribers.push_back(subscriber("home-" + std::to_string(i), "home"));
    SteadySources line(policy, 50 * kMbit);
    std::vector<size_t> flows;
    for (const Subscriber& one : policy.subscribers)
        flows.push_back(line.add({.subscriber = one.id, .waiting_bytes = 15'000}));
    line.run(200 * kMs);
    line.forget();
    line.run(2 * kSecond);
    EXPECT_GE(line.mbits(flows.front()), 24 * 0.99);
    double sum = 0;
    for (const size_t flow : flows)
        sum += line.mbits(flow);
    EXPECT_NEAR(sum, 100, 1);
}

TEST(Rates, AClockThatJumpsAheadEarnsABurstAtMost) {
    const uint64_t bps = 50 * kMbit;
    SteadySources line(shaping_policy({tier("gold", bps)}, {subscriber("a", "gold")}), kLink);
    const size_t flow = line.add({.subscriber = "a"});
    line.run(kSecond);
    line.forget();
    line.set_now_ns(line.now_ns() + 3'600 * kSecond);
    line.run(kSecond);
    EXPECT_NEAR(line.mbits(flow), 50, 0.5 + 50 * 0.004);
}

TEST(Rates, AClockThatIsSetBackDoesNotStopTheLine) {
    const uint64_t bps = 50 * kMbit;
    SteadySources line(shaping_policy({tier("gold", bps)}, {subscriber("a", "gold")}), 60 * kMbit);
    const size_t flow = line.add({.subscriber = "a"});
    line.run(kSecond);
    line.set_now_ns(line.now_ns() - 30 * kSecond);
    line.run(200 * kMs);
    line.forget();
    line.run(kSecond);
    EXPECT_NEAR(line.mbits(flow), 50, 0.5);
    EXPECT_LT(line.longest_wait_ns(flow), kSecond);
}

TEST(Rates, WhoWaitedWhileTheClockWasSetBackHasNotWaitedForAnHour) {
    SteadySources line(shaping_policy({tier("gold", 50 * kMbit)}, {subscriber("a", "gold")}),
                       kLink);
    const size_t flow = line.add({.subscriber = "a"});
    line.run(kSecond);
    line.forget();
    line.set_now_ns(line.now_ns() - 30 * kSecond);
    line.run(500 * kMs);
    EXPECT_GT(line.packets(flow), 0u);
    EXPECT_LT(line.longest_wait_ns(flow), kSecond);
}

}  // namespace
}  // namespace sluice
