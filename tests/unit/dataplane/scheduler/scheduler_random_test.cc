// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/dataplane/scheduler/shaper.h"

namespace sluice {
namespace {

using test::kMbit;
using test::Shaper;

constexpr int kSubscribers = 40;

// A policy of any shape: sites below sites, minimums, weights, rates, and rules that shape.
Policy any_policy(std::mt19937& random) {
    const auto pick = [&](uint32_t below) { return static_cast<uint32_t>(random() % below); };
    Policy policy;
    policy.shaping = ShapingSettings{};
    policy.shaping->best_effort_floor_permille = pick(3) * 50;
    policy.shaping->ecn = pick(2) == 0;
    for (const char* name : {"slow", "fast", "kept"}) {
        Tier tier = test::tier(name, (1 + pick(50)) * kMbit, 1 + pick(4));
        if (std::string(name) == "kept")
            tier.minimum_up_bps = tier.minimum_down_bps = 500'000;
        policy.tiers.push_back(tier);
    }
    const uint32_t sites = pick(8);
    for (uint32_t i = 0; i < sites; ++i) {
        Site site{.name = "site" + std::to_string(i), .parent = "", .link = ""};
        if (i > 0 && pick(2) == 0)
            site.parent = "site" + std::to_string(pick(i));
        site.capacity_bps = {(1 + pick(40)) * kMbit, (1 + pick(40)) * kMbit};
        if (pick(3) == 0)
            site.minimum_bps = {300'000, 300'000};
        site.weight = pick(3);
        policy.sites.push_back(site);
    }
    for (uint32_t i = 0; i < 4; ++i) {
        Rule rule{.name = "rule" + std::to_string(i), .match = {}, .action = {}};
        Shape shape;
        if (i == 0)
            shape.rate_bps = (1 + pick(4)) * kMbit;
        else if (i == 1)
            shape.weight_permille = 100 + pick(900);
        else if (i == 2)
            shape.guaranteed_bps = 200'000;
        else
            shape.traffic_class = TrafficClass::low_priority;
        rule.action.shape = shape;
        if (pick(8) != 0)
            policy.rules.push_back(rule);
    }
    return policy;
}

Subscriber any_subscriber(int i, const Policy& policy, std::mt19937& random) {
    Subscriber subscriber{.id = "s" + std::to_string(i), .tier = {}, .group = {}, .addresses = {}};
    if (random() % 8 != 0)
        subscriber.tier = policy.tiers[random() % policy.tiers.size()].name;
    if (!policy.sites.empty() && random() % 4 != 0)
        subscriber.site = policy.sites[random() % policy.sites.size()].name;
    return subscriber;
}

// Whatever is done to it, each packet comes out once, and nothing is left behind.
TEST(SchedulerAtRandom, EveryPacketComesOutOnceWhateverChangesMeanwhile) {
    for (uint32_t seed = 1; seed <= 12; ++seed) {
        std::mt19937 random(seed);
        Policy policy = any_policy(random);
        for (int i = 0; i < kSubscribers; ++i)
            policy.subscribers.push_back(any_subscriber(i, policy, random));
        Shaper shaper(policy, {.packets = 300, .flows = 60, .subscribers = 50, .groups = 8},
                      {{"pop1", {30 * kMbit, 60 * kMbit}}});
        uint64_t sent = 0;
        for (int step = 0; step < 20'000; ++step) {
            const std::string who = "s" + std::to_string(random() % kSubscribers);
            const uint64_t what = random() % 1'000;
            if (what < 800) {
                Shaper::Source source{.subscriber = who,
                                      .flow = random() % 6,
                                      .bytes = static_cast<uint32_t>(40 + random() % 1'461)};
                if (random() % 50 == 0)
                    source.bytes = 9'000;
                source.dscp = static_cast<uint8_t>(random() % 3 == 0 ? 46 : random() % 2);
                source.direction = random() % 2 == 0 ? Direction::up : Direction::down;
                source.ecn_capable = random() % 2 == 0;
                if (random() % 3 == 0 && !policy.rules.empty())
                    source.rule = static_cast<uint32_t>(random() % policy.rules.size());
                shaper.send(source);
                ++sent;
            } else if (what < 990) {
                shaper.pass(random() % 2'000'000);
            } else if (what < 994) {
                shaper.set_best_effort(who, random() % 2 == 0);
            } else if (what < 997) {
                shaper.subscribers().put(
                    any_subscriber(static_cast<int>(random() % kSubscribers), policy, random));
            } else if (what < 998) {
                policy = any_policy(random);
                shaper.adopt(policy);
            } else {
                shaper.set_now_ns(shaper.now_ns() + random() % 5'000'000'000 - 1'500'000'000);
            }
            shaper.run();
        }
        for (int i = 0; i < 20'000 && shaper.scheduler().waiting_packets() != 0; ++i) {
            shaper.pass(5'000'000);
            shaper.run();
        }
        EXPECT_EQ(shaper.scheduler().waiting_packets(), 0u) << "seed " << seed;
        uint64_t came_out = 0;
        for (int i = 0; i < kSubscribers; ++i) {
            const auto tally = shaper.of("s" + std::to_string(i));
            came_out += tally.packets + tally.late + tally.out_of_room;
        }
        EXPECT_EQ(came_out, sent) << "seed " << seed;
        EXPECT_EQ(shaper.scheduler().weight_at_the_top(), 0u) << "seed " << seed;
    }
}

}  // namespace
}  // namespace sluice
