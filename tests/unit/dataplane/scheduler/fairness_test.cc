// SPDX-License-Identifier: Apache-2.0
// How evenly the scheduler divides what there is, in simulated time.
#include <gtest/gtest.h>

#include "tests/unit/dataplane/scheduler/shaper.h"
#include "tests/unit/dataplane/scheduler/steady_sources.h"

namespace sluice {
namespace {

using test::jain_index;
using test::kMbit;
using test::kMs;
using test::kSecond;
using test::shaping_policy;
using test::SteadySources;
using test::subscriber;
using test::tier;

std::vector<double> mbits_of(const std::vector<size_t>& flows, SteadySources& line) {
    std::vector<double> shares;
    for (const size_t flow : flows)
        shares.push_back(line.mbits(flow));
    return shares;
}

TEST(Fairness, EqualFlowsOfAHomeGetTheSameWhateverTheirPackets) {
    SteadySources line(shaping_policy({tier("gold", 50 * kMbit)}, {subscriber("a", "gold")}),
                       1'000 * kMbit);
    std::vector<size_t> flows;
    for (int i = 0; i < 32; ++i)
        flows.push_back(line.add(
            {.subscriber = "a", .sizes = {i % 2 == 0 ? 1'500u : 400u}, .waiting_bytes = 6'000}));
    line.run(200 * kMs);
    line.forget();
    line.run(2 * kSecond);
    EXPECT_GE(jain_index(mbits_of(flows, line)), 0.99);
}

TEST(Fairness, EqualHomesGetTheSameWithOneFlowAndWithThirtyTwo) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)}, {});
    for (int i = 0; i < 8; ++i)
        policy.subscribers.push_back(subscriber("s-" + std::to_string(i), "gold"));
    SteadySources line(policy, 50 * kMbit);
    std::vector<std::vector<size_t>> flows(policy.subscribers.size());
    for (size_t i = 0; i < flows.size(); ++i) {
        for (int n = 0; n < (i % 2 == 0 ? 1 : 32); ++n)
            flows[i].push_back(line.add({.subscriber = policy.subscribers[i].id,
                                         .waiting_bytes = i % 2 == 0 ? 12'000u : 3'000u}));
    }
    line.run(500 * kMs);
    line.forget();
    line.run(2 * kSecond);
    std::vector<double> shares;
    for (const auto& home : flows) {
        double sum = 0;
        for (const size_t flow : home)
            sum += line.mbits(flow);
        shares.push_back(sum);
    }
    EXPECT_GE(jain_index(shares), 0.99);
}

TEST(Fairness, HomesOfSitesOfAnySizeGetTheSameOfTheirLink) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)}, {});
    for (int site = 0; site < 4; ++site) {
        const std::string name = "site-" + std::to_string(site);
        policy.sites.push_back({.name = name,
                                .parent = {},
                                .link = {},
                                .capacity_bps = {1'000 * kMbit, 1'000 * kMbit}});
        for (int i = 0; i < 1 << (2 * site); ++i)  // 1, 4, 16, 64
            policy.subscribers.push_back(
                subscriber(name + "-home-" + std::to_string(i), "gold", name));
    }
    SteadySources line(policy, 85 * kMbit);
    std::vector<size_t> flows;
    for (const Subscriber& one : policy.subscribers)
        flows.push_back(line.add({.subscriber = one.id, .waiting_bytes = 6'000}));
    line.run(500 * kMs);
    line.forget();
    line.run(3 * kSecond);
    EXPECT_GE(jain_index(mbits_of(flows, line)), 0.99);
}

TEST(Fairness, WeightsDivideByBytesWhateverThePackets) {
    SteadySources line(
        shaping_policy({tier("one", 500 * kMbit, 1), tier("two", 500 * kMbit, 2),
                        tier("five", 500 * kMbit, 5)},
                       {subscriber("a", "one"), subscriber("b", "two"), subscriber("c", "five")}),
        80 * kMbit);
    const size_t one = line.add({.subscriber = "a", .sizes = {1'500}});
    const size_t two = line.add({.subscriber = "b", .sizes = {200}});
    const size_t five = line.add({.subscriber = "c", .sizes = {1'500, 700, 90}});
    line.run(200 * kMs);
    line.forget();
    line.run(2 * kSecond);
    EXPECT_NEAR(line.mbits(one), 20, 0.4);
    EXPECT_NEAR(line.mbits(two), 40, 0.8);
    EXPECT_NEAR(line.mbits(five), 100, 2);
}

class BestEffortFloor : public testing::TestWithParam<uint32_t> {};

TEST_P(BestEffortFloor, IsWhatTheHeavyKeepAtACongestedSite) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)}, {});
    policy.shaping->best_effort_floor_permille = GetParam();
    policy.sites = {{.name = "olt", .parent = {}, .link = {}, .capacity_bps = {0, 40 * kMbit}}};
    for (const char* const id : {"heavy-1", "heavy-2", "light-1", "light-2"})
        policy.subscribers.push_back(subscriber(id, "gold", "olt"));
    SteadySources line(policy, 1'000 * kMbit);
    line.set_best_effort("heavy-1", true);
    line.set_best_effort("heavy-2", true);
    const std::array heavy = {line.add({.subscriber = "heavy-1"}),
                              line.add({.subscriber = "heavy-2"})};
    const std::array light = {line.add({.subscriber = "light-1"}),
                              line.add({.subscriber = "light-2"})};
    line.run(200 * kMs);
    line.forget();
    line.run(2 * kSecond);
    const double floor = 80 * GetParam() / 1'000.0;
    EXPECT_NEAR(line.mbits(heavy[0]) + line.mbits(heavy[1]), floor, 0.1 + floor / 50);
    EXPECT_NEAR(line.mbits(light[0]) + line.mbits(light[1]), 80 - floor, 0.8);

    for (const size_t flow : light)
        line.silence(flow);
    line.run(200 * kMs);
    line.forget();
    line.run(kSecond);
    EXPECT_NEAR(line.mbits(heavy[0]), 20, 0.2) << "nobody else wants it";
    EXPECT_NEAR(line.mbits(heavy[1]), 20, 0.2);
}

INSTANTIATE_TEST_SUITE_P(Permille, BestEffortFloor, testing::Values(0, 20, 50, 200));

TEST(Fairness, ALinksFloorReachesTheHeavyOfSitesThatHaveRoom) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)}, {});
    for (const char* const name : {"olt-1", "olt-2"})
        policy.sites.push_back(
            {.name = name, .parent = {}, .link = {}, .capacity_bps = {0, 90 * kMbit}});
    policy.subscribers = {subscriber("heavy", "gold", "olt-1"), subscriber("a", "gold", "olt-1"),
                          subscriber("b", "gold", "olt-2")};
    SteadySources line(policy, 100 * kMbit);
    line.set_best_effort("heavy", true);
    const size_t heavy = line.add({.subscriber = "heavy"});
    const size_t a = line.add({.subscriber = "a"});
    const size_t b = line.add({.subscriber = "b"});
    line.run(200 * kMs);
    line.forget();
    line.run(2 * kSecond);
    EXPECT_NEAR(line.mbits(heavy), 10, 0.3);
    EXPECT_NEAR(line.mbits(a), 95, 1);
    EXPECT_NEAR(line.mbits(b), 95, 1);
}

TEST(Fairness, ANeighboursVoiceDoesNotWaitBehindFullLines) {
    Policy policy = shaping_policy({tier("gold", 100 * kMbit)}, {subscriber("voice", "gold")});
    for (int i = 0; i < 16; ++i)
        policy.subscribers.push_back(subscriber("s-" + std::to_string(i), "gold"));
    SteadySources line(policy, 50 * kMbit);
    for (int i = 0; i < 16; ++i)
        line.add({.subscriber = "s-" + std::to_string(i)});
    const size_t voice = line.add({.subscriber = "voice", .waiting_bytes = 0});
    line.run(500 * kMs);
    for (int i = 0; i < 200; ++i) {
        line.run(20 * kMs);
        line.send(voice, 200);
    }
    line.run(20 * kMs);
    EXPECT_EQ(line.packets(voice), 200u);
    EXPECT_LT(line.longest_wait_ns(voice), 2 * kMs);
}

}  // namespace
}  // namespace sluice
