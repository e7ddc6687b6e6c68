// SPDX-License-Identifier: Apache-2.0
// What a snapshot says of rules that answer, watch in shadow, keep hours or limit.
#include <gtest/gtest.h>

#include "policy/snapshot.h"
#include "tests/unit/policy/compiled_policy.h"
#include "tests/unit/policy/unix_time.h"

namespace sluice {
namespace {

constexpr uint8_t kTcp = 6;
constexpr uint8_t kUdp = 17;

FlowFacts flow(uint8_t protocol, Label label = Label::unknown) {
    return {.verdict = {label, label == Label::unknown ? Grade::none : Grade::exact},
            .protocol = protocol,
            .subscriber_port = 50'000,
            .remote_port = 6'881,
            .subscriber_address = {},
            .remote_address = {},
            .subscriber = {}};
}

TEST(Snapshot, ResetsWhatCanBeAndRefusesTheRestWhereToldTo) {
    const CompiledPolicy policy(
        "rules: [{ name: a, match: {}, action: { reset: subscriber, refuse: true } }]");
    const auto answer = [&](const FlowFacts& facts) {
        const Decision decision = policy->decide(facts)[0];
        return std::pair(decision.reset, decision.refuse);
    };
    EXPECT_EQ(answer(flow(kTcp)), std::pair(ResetEnds::subscriber, false));
    EXPECT_EQ(answer(flow(kUdp, Label::bittorrent_utp)), std::pair(ResetEnds::subscriber, false));
    EXPECT_EQ(answer(flow(kUdp, Label::bittorrent_dht)), std::pair(ResetEnds::none, true));
    EXPECT_EQ(answer(flow(kUdp)), std::pair(ResetEnds::none, true));
}

TEST(Snapshot, LetsPassWhatARuleWouldResetAndCannot) {
    const CompiledPolicy policy(
        "rules: [{ name: a, match: { label: bittorrent }, action: { reset: both } }]");
    const Decision dht = policy->decide(flow(kUdp, Label::bittorrent_dht))[0];
    EXPECT_EQ(dht.rule, 0u);
    EXPECT_EQ(dht.reset, ResetEnds::none);
    EXPECT_FALSE(dht.refuse || dht.drop);
}

TEST(Snapshot, SaysWhichHeadersAreMarkedAndThatARuleCaps) {
    const CompiledPolicy policy(
        "rules: [{ name: a, match: {}, action: { dscp: { mark: le, header: both }, connections: { "
        "most: 9 } } }]");
    const Decision decision = policy->decide(flow(kTcp))[1];
    EXPECT_TRUE(decision.mark);
    EXPECT_EQ(decision.marked_headers, MarkedHeaders::both);
    EXPECT_TRUE(decision.cap);
}

TEST(Snapshot, ARuleInShadowIsSeenAndTheRulesAfterItDecide) {
    const CompiledPolicy policy(R"(
never_touch: [{ remote_port: 179 }]
rules:
  - { name: tcp, match: { protocol: tcp }, action: { reset: both }, shadow: true }
  - { name: also, match: { protocol: tcp }, action: drop, shadow: true }
  - { name: mark, match: { direction: up }, action: { dscp: le } }
  - { name: late, match: {}, action: drop, shadow: true }
)");
    const auto decisions = policy->decide(flow(kTcp));
    EXPECT_EQ(decisions[0].rule, 2u);
    EXPECT_EQ(decisions[0].shadow_rule, 0u) << "the first of them";
    EXPECT_TRUE(decisions[0].mark);
    EXPECT_FALSE(decisions[0].drop || decisions[0].refuse);
    EXPECT_EQ(decisions[1].rule, Decision::kNoRule);
    EXPECT_EQ(decisions[1].shadow_rule, 0u);

    const auto udp = policy->decide(flow(kUdp));
    EXPECT_EQ(udp[0].rule, 2u);
    EXPECT_EQ(udp[0].shadow_rule, Decision::kNoRule) << "the one that decides comes before it";
    EXPECT_EQ(udp[1].shadow_rule, 3u);

    FlowFacts bgp = flow(kTcp);
    bgp.remote_port = 179;
    EXPECT_EQ(policy->decide(bgp)[0].rule, Decision::kNeverTouch);
    EXPECT_EQ(policy->decide(bgp)[0].shadow_rule, Decision::kNoRule);

    EXPECT_EQ(policy->decision_of(0, kTcp, Label::unknown).reset, ResetEnds::both)
        << "what it would do";
    EXPECT_EQ(policy->decision_of(0, kUdp, Label::quic).reset, ResetEnds::none);
    EXPECT_TRUE(policy->decision_of(3, kUdp, Label::quic).drop);
}

TEST(Snapshot, OfAPolicyInShadowNoRuleDecides) {
    const CompiledPolicy policy(
        "shadow: true\nrules: [{ name: a, match: {}, action: { reset: both } }]");
    const Decision decision = policy->decide(flow(kTcp))[0];
    EXPECT_EQ(decision.rule, Decision::kNoRule);
    EXPECT_EQ(decision.shadow_rule, 0u);
    EXPECT_FALSE(policy->dependencies().resets);
}

TEST(Snapshot, ARuleHoldsFromTheFirstPacketOnOfAPort) {
    const CompiledPolicy policy(
        "rules: [{ name: a, match: { remote_port: 6881-6889 }, action: { reset: both } }]");
    EXPECT_EQ(policy->decide(flow(kTcp))[0].reset, ResetEnds::both) << "no label is needed";
}

TEST(Snapshot, ARuleHoldsAboveWhatItSaysAndNotAtIt) {
    const CompiledPolicy policy(R"(
rules:
  - { name: large, match: { over: { bytes: 1000B } }, action: drop }
  - { name: old, match: { over: { age: 10s } }, action: drop }
  - { name: many, match: { over: { connections: 5 } }, action: drop }
)");
    const auto rule = [&](uint64_t ip_bytes, uint64_t age_s, uint32_t connections) {
        FlowFacts facts = flow(kTcp);
        facts.ip_bytes = ip_bytes;
        facts.age_ns = age_s * 1'000'000'000;
        facts.connections = connections;
        return policy->decide(facts)[0].rule;
    };
    EXPECT_EQ(rule(1'000, 10, 5), Decision::kNoRule);
    EXPECT_EQ(rule(1'001, 10, 5), 0u);
    EXPECT_EQ(rule(1'000, 11, 5), 1u);
    EXPECT_EQ(rule(1'000, 10, 6), 2u);
}

TEST(Snapshot, ARuleOfRolesTakesTheSubscribersEnd) {
    const CompiledPolicy policy(
        "rules: [{ name: a, match: { role: [seed, superseeder] }, action: drop }]");
    const auto dropped = [&](PeerRole role) {
        FlowFacts facts = flow(kTcp, Label::bittorrent_peer);
        facts.role = role;
        return policy->decide(facts)[0].drop;
    };
    EXPECT_TRUE(dropped(PeerRole::seed));
    EXPECT_TRUE(dropped(PeerRole::superseeder));
    EXPECT_FALSE(dropped(PeerRole::leech));
    EXPECT_FALSE(dropped(PeerRole::unknown));
}

TEST(Snapshot, ARuleOfMessagesTakesTheDirectionThatTheyWent) {
    const CompiledPolicy policy(
        "rules: [{ name: a, match: { message: [bitfield, piece] }, action: drop }]");
    FlowFacts facts = flow(kTcp, Label::bittorrent_peer);
    facts.messages[1] = uint64_t{1} << static_cast<int>(MessageKind::piece) |
                        uint64_t{1} << static_cast<int>(MessageKind::handshake);
    EXPECT_FALSE(policy->decide(facts)[0].drop);
    EXPECT_TRUE(policy->decide(facts)[1].drop);
}

TEST(Snapshot, ARuleOfALinkTakesThatOfTheBox) {
    const char* const kRules = "rules: [{ name: a, match: { link: pop2 }, action: drop }]";
    const CompiledPolicy policy(kRules, {{"pop1"}, {"pop2"}});
    FlowFacts facts = flow(kTcp);
    EXPECT_FALSE(policy->decide(facts)[0].drop);
    facts.link = 1;
    EXPECT_TRUE(policy->decide(facts)[0].drop);
    facts.link = 2;
    EXPECT_FALSE(policy->decide(facts)[0].drop);
    const CompiledPolicy without(kRules);  // as in a replay
    EXPECT_FALSE(without->decide(flow(kTcp))[0].drop);
}

TEST(Snapshot, ARuleKeepsItsHours) {
    const CompiledPolicy policy(R"(
rules:
  - { name: evening, match: { hours: { zone: UTC, from: 18:00 } }, action: { dscp: le } }
  - { name: weekend, match: { hours: { zone: UTC, days: sat-sun } }, action: drop }
)");
    const auto rule = [&](int64_t time_s) {
        FlowFacts facts = flow(kTcp);
        facts.open_schedules = policy->open_schedules(time_s);
        return policy->decide(facts)[0].rule;
    };
    EXPECT_EQ(rule(utc(2026, 11, 27, 12)), Decision::kNoRule);
    EXPECT_EQ(rule(utc(2026, 11, 27, 18)), 0u);
    EXPECT_EQ(rule(utc(2026, 11, 28, 12)), 1u);
    EXPECT_EQ(rule(utc(2026, 11, 28, 18)), 0u) << "the first that holds";
}

TEST(Dependencies, AreWhatRulesAskFor) {
    const auto of = [](const char* match, const char* action = "drop") {
        return CompiledPolicy("congestion: {}\nrules: [{ name: a, match: " + std::string(match) +
                              ", action: " + action + " }]")
            ->dependencies();
    };
    const Dependencies none = of("{ label: bittorrent, port: 6881 }", "{ dscp: le }");
    EXPECT_FALSE(none.conditions || none.role || none.time || none.schedules || none.resets);
    EXPECT_TRUE(none.ip_bytes.empty());
    EXPECT_TRUE(of("{ when: heavy }").conditions);
    EXPECT_TRUE(of("{ role: seed }").role);
    EXPECT_TRUE(of("{ message: piece }").role);
    EXPECT_TRUE(of("{ over: { age: 1s } }").time);
    EXPECT_TRUE(of("{ over: { connections: 1 } }").time);
    EXPECT_FALSE(of("{ over: { bytes: 1B } }").time);
    EXPECT_TRUE(of("{ hours: { zone: UTC, days: mon } }").schedules);
    EXPECT_TRUE(of("{}", "{ reset: both }").resets);
    EXPECT_TRUE(of("{}", "refuse").resets);
    EXPECT_TRUE(of("{}", "{ connections: { most: 1, beyond: reset } }").resets);
    EXPECT_FALSE(of("{}", "{ connections: { most: 1 } }").resets);
}

TEST(Dependencies, HaveEachVolumeOnceInOrder) {
    const CompiledPolicy policy(R"(
rules:
  - { name: a, match: { over: { bytes: 10MB } }, action: drop }
  - { name: b, match: { over: { bytes: 1MB } }, action: drop, shadow: true }
  - { name: c, match: { over: { bytes: 10MB }, direction: up }, action: drop }
)");
    EXPECT_EQ(policy->dependencies().ip_bytes, (std::vector<uint64_t>{1'000'000, 10'000'000}));
}

TEST(Snapshot, LimitsASubscriberByTier) {
    const CompiledPolicy policy(R"(
limits: { flows: 20000, new_flows: 500/s }
tiers:
  gold: { up: 1mbps, down: 1mbps, limits: { flows: 100000 } }
  tin: { up: 1mbps, down: 1mbps }
  guest: { up: 1mbps, down: 1mbps, limits: { flows: 10 } }
default_tier: guest
subscribers:
  - { id: g, tier: gold, addresses: 192.0.2.1 }
  - { id: t, tier: tin, addresses: 192.0.2.2 }
  - { id: none, addresses: 192.0.2.3 }
)");
    EXPECT_EQ(policy->limits(policy.find("192.0.2.1")), (FlowLimits{100'000, 500}));
    EXPECT_EQ(policy->limits(policy.find("192.0.2.2")), (FlowLimits{20'000, 500}));
    EXPECT_EQ(policy->limits(policy.find("192.0.2.3")), (FlowLimits{20'000, 500}));
    EXPECT_EQ(policy->limits(policy.find("192.0.2.4")), (FlowLimits{10, 500})) << "a stranger";
    EXPECT_EQ(policy->limits(uint16_t{999}), (FlowLimits{20'000, 500})) << "of another policy";
    EXPECT_EQ(CompiledPolicy("")->limits(SubscriberRef{}), FlowLimits{});
}

}  // namespace
}  // namespace sluice
