// SPDX-License-Identifier: Apache-2.0
#include "policy/snapshot.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/compiled_policy.h"

namespace sluice {
namespace {

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

FlowFacts tcp_flow(const CompiledPolicy& policy, const char* subscriber, const char* remote,
                   uint16_t remote_port, Verdict verdict = {}) {
    return {.verdict = verdict,
            .protocol = 6,
            .subscriber_port = 50000,
            .remote_port = remote_port,
            .subscriber_address = address(subscriber),
            .remote_address = address(remote),
            .subscriber = policy.find(subscriber)};
}

constexpr Verdict kExactPeer{Label::bittorrent_peer, Grade::exact};

const char* const kPolicy = R"(
tiers:
  gold:   { up: 100mbps, down: 1gbps }
  silver: { up: 10mbps, down: 100mbps }
subscribers:
  - { id: s-1, tier: gold, addresses: [198.51.100.7, "2001:db8:1::/56"] }
  - { id: s-2, tier: silver, group: hosting, addresses: 203.0.113.0/24 }
  - { id: s-3, addresses: 203.0.113.9 }
never_touch:
  - { protocol: tcp, port: 179 }
rules:
  - name: no-trackers
    match: { label: bittorrent.tracker, group: hosting }
    action: drop
  - name: slow-up
    match: { label: bittorrent, direction: up, tier: [gold, silver] }
    action: { police: { per: subscriber, rate: 2mbps }, dscp: le }
  - name: mark-down
    match: { label: bittorrent }
    action: { dscp: cs1 }
)";

TEST(Snapshot, CarriesWhatItWasCompiledWith) {
    const CompiledPolicy policy(kPolicy);
    EXPECT_EQ(policy->revision(), 7u);
    EXPECT_EQ(policy->number(), 3u);
    EXPECT_EQ(policy->policy().rules.size(), 3u);
    EXPECT_GT(policy->memory_bytes(), 0u);
}

TEST(Snapshot, GivesStrangersTheDefaultTier) {
    const CompiledPolicy policy(R"(
tiers: { gold: { up: 1gbps, down: 1gbps }, guest: { up: 1mbps, down: 1mbps } }
default_tier: guest
subscribers: [{ id: untiered, addresses: 192.0.2.1 }]
rules: [{ name: r, match: { tier: guest }, action: drop }]
)");
    EXPECT_TRUE(policy->decide(tcp_flow(policy, "192.0.2.2", "203.0.113.1", 80))[0].drop);
    EXPECT_FALSE(policy->decide(tcp_flow(policy, "192.0.2.1", "203.0.113.1", 80))[0].drop)
        << "a subscriber without a tier has none";
}

TEST(Snapshot, TakesTheFirstMatchOfEachDirection) {
    const CompiledPolicy policy(kPolicy);
    const auto gold =
        policy->decide(tcp_flow(policy, "198.51.100.7", "192.0.2.1", 6881, kExactPeer));
    EXPECT_EQ(gold[0].rule, 1u);
    EXPECT_TRUE(gold[0].police);
    EXPECT_TRUE(gold[0].mark);
    EXPECT_EQ(gold[0].dscp, 1);
    EXPECT_EQ(gold[1].rule, 2u);
    EXPECT_FALSE(gold[1].police);
    EXPECT_EQ(gold[1].dscp, 8);

    const auto tracker = policy->decide(tcp_flow(policy, "203.0.113.10", "192.0.2.1", 80,
                                                 {Label::bittorrent_tracker_http, Grade::exact}));
    EXPECT_TRUE(tracker[0].drop);
    EXPECT_TRUE(tracker[1].drop);
}

TEST(Snapshot, ForwardsWhatNoRuleNames) {
    const CompiledPolicy policy(kPolicy);
    const auto decisions = policy->decide(tcp_flow(policy, "198.51.100.7", "192.0.2.1", 443));
    for (const Decision& decision : decisions) {
        EXPECT_EQ(decision.rule, Decision::kNoRule);
        EXPECT_FALSE(decision.drop || decision.police || decision.mark);
    }
}

TEST(Snapshot, NeverTouchesWhatTheOperatorListed) {
    const CompiledPolicy policy(kPolicy);
    const auto decisions =
        policy->decide(tcp_flow(policy, "198.51.100.7", "192.0.2.1", 179, kExactPeer));
    for (const Decision& decision : decisions) {
        EXPECT_EQ(decision.rule, Decision::kNeverTouch);
        EXPECT_FALSE(decision.drop || decision.police || decision.mark);
    }
}

TEST(Snapshot, ARuleTakesItsGradeAndStrongerOnes) {
    const CompiledPolicy policy(
        "rules: [{ name: a, match: { label: bittorrent, grade: coherent }, action: drop }]");
    const auto dropped = [&](Grade grade) {
        return policy
            ->decide(
                tcp_flow(policy, "192.0.2.1", "192.0.2.2", 1, {Label::bittorrent_utp, grade}))[0]
            .drop;
    };
    EXPECT_FALSE(dropped(Grade::suspect));
    EXPECT_FALSE(dropped(Grade::endpoint));
    EXPECT_TRUE(dropped(Grade::coherent));
    EXPECT_TRUE(dropped(Grade::exact));
}

TEST(Snapshot, ARuleForTheUnknownTakesWhatHasNoLabel) {
    const CompiledPolicy policy("rules: [{ name: a, match: { label: unknown }, action: drop }]");
    EXPECT_TRUE(policy->decide(tcp_flow(policy, "192.0.2.1", "192.0.2.2", 1))[0].drop);
    EXPECT_FALSE(policy->decide(tcp_flow(policy, "192.0.2.1", "192.0.2.2", 1, kExactPeer))[0].drop);
}

TEST(Snapshot, ARuleHoldsWhereAllThatItAsksForIsSo) {
    const CompiledPolicy policy(R"(
congestion: {}
rules:
  - { name: both, match: { when: [near-congested, heavy] }, action: { dscp: cs1 } }
  - { name: moved, match: { when: best-effort, direction: down }, action: { dscp: le } }
  - { name: rest, match: {}, action: forward }
)");
    EXPECT_TRUE(policy->dependencies().conditions);
    const auto rules = [&](std::initializer_list<std::pair<Condition, Direction>> conditions) {
        FlowFacts facts = tcp_flow(policy, "192.0.2.1", "192.0.2.2", 1);
        for (const auto& [condition, direction] : conditions)
            facts.conditions.set(condition, direction, true);
        const auto decisions = policy->decide(facts);
        return std::pair(decisions[0].rule, decisions[1].rule);
    };
    using enum Condition;
    EXPECT_EQ(rules({}), std::pair(2u, 2u));
    EXPECT_EQ(rules({{near_congested, Direction::up}}), std::pair(2u, 2u)) << "one of two";
    EXPECT_EQ(rules({{near_congested, Direction::up}, {heavy, Direction::down}}), std::pair(2u, 2u))
        << "each in another direction";
    EXPECT_EQ(rules({{near_congested, Direction::up}, {heavy, Direction::up}}), std::pair(0u, 2u));
    EXPECT_EQ(rules({{best_effort, Direction::up}, {best_effort, Direction::down}}),
              std::pair(2u, 1u));
}

TEST(Snapshot, KnowsWhetherAnyRuleAsksForConditions) {
    EXPECT_FALSE(CompiledPolicy(kPolicy)->dependencies().conditions);
}

TEST(Snapshot, SaysThatARuleShapes) {
    const CompiledPolicy policy(
        "rules: [{ name: a, match: { direction: up }, action: { shape: { rate: 1mbps } } }]");
    const auto decisions = policy->decide(FlowFacts{});
    EXPECT_TRUE(decisions[0].shape);
    EXPECT_FALSE(decisions[1].shape);
}

TEST(Snapshot, AnEmptyMatchIsEverything) {
    const CompiledPolicy policy("rules: [{ name: all, match: {}, action: { dscp: ef } }]");
    const auto decisions = policy->decide(FlowFacts{});
    EXPECT_EQ(decisions[0].dscp, 46);
    EXPECT_EQ(decisions[1].dscp, 46);
}

}  // namespace
}  // namespace sluice
