// SPDX-License-Identifier: Apache-2.0
#include "policy/policy_yaml.h"

#include <gtest/gtest.h>

#include "policy/conditions.h"

namespace sluice {
namespace {

Policy parsed(std::string_view text) {
    ParsedPolicy result = parse_policy(text, "policy.yaml", PolicyFileKind::policy, {});
    for (const Complaint& complaint : result.complaints)
        ADD_FAILURE() << complaint.to_string();
    return result.policy.value_or(Policy{});
}

Action action(const std::string& text) {
    const Policy policy = parsed("rules: [{ name: a, match: {}, action: " + text + " }]");
    return policy.rules.empty() ? Action{} : policy.rules[0].action;
}

Match match(const std::string& text) {
    const Policy policy = parsed(
        "tiers: { gold: { up: 1mbps, down: 1mbps }, tin: { up: 1mbps, down: 1mbps } }\n"
        "never_touch: [" +
        text + "]");
    return policy.never_touch.empty() ? Match{} : policy.never_touch[0];
}

Prefix prefix(const char* text) {
    return *Prefix::parse(text);
}

TEST(PolicyYaml, ReadsWhatATierAllowsABillingPeriod) {
    const Policy policy = parsed(R"(
tiers:
  none: { up: 1mbps, down: 1mbps }
  both: { up: 1mbps, down: 1mbps, allowance: { volume: 1.5TB } }
  down: { up: 1mbps, down: 1mbps, allowance: { volume: 500GB, counts: down } }
)");
    ASSERT_EQ(policy.tiers.size(), 3u);
    EXPECT_FALSE(policy.tiers[0].allowance);
    EXPECT_EQ(policy.tiers[1].allowance, (Allowance{1'500'000'000'000, Allowance::Counts::both}));
    EXPECT_EQ(policy.tiers[2].allowance, (Allowance{500'000'000'000, Allowance::Counts::down}));
}

TEST(PolicyYaml, OfNothingForwardsEverything) {
    EXPECT_TRUE(parsed("").rules.empty());
    EXPECT_TRUE(parsed("rules:\nsubscribers:\ntiers:\nnever_touch:\n").rules.empty());
}

TEST(PolicyYaml, ReadsTiersAndSubscribers) {
    const Policy policy = parsed(R"(
tiers:
  gold: { up: 100mbps, down: 1.5gbps }
subscribers:
  - { id: s-1001, tier: gold, group: hosting, addresses: [198.51.100.7, "2001:db8:1::/56"] }
  - id: s-1002
    addresses: 203.0.113.9
)");
    ASSERT_EQ(policy.tiers.size(), 1u);
    EXPECT_EQ(policy.tiers[0].name, "gold");
    EXPECT_EQ(policy.tiers[0].up_bps, 100'000'000u);
    EXPECT_EQ(policy.tiers[0].down_bps, 1'500'000'000u);
    ASSERT_EQ(policy.subscribers.size(), 2u);
    EXPECT_EQ(policy.subscribers[0].id, "s-1001");
    EXPECT_EQ(policy.subscribers[0].tier, "gold");
    EXPECT_EQ(policy.subscribers[0].group, "hosting");
    EXPECT_EQ(policy.subscribers[0].addresses,
              (std::vector<SubscriberAddress>{{prefix("198.51.100.7/32"), PortSet::all()},
                                              {prefix("2001:db8:1::/56"), PortSet::all()}}));
    EXPECT_EQ(policy.subscribers[1].addresses,
              (std::vector<SubscriberAddress>{{prefix("203.0.113.9/32"), PortSet::all()}}));
}

TEST(PolicyYaml, ReadsANat) {
    const Policy policy = parsed(R"(nats:
  - { inside: 100.64.0.0/30, outside: 192.0.2.8-192.0.2.9 }
  - inside: 198.51.100.1-198.51.100.14
    outside: 192.0.2.1
    dynamic: 2
    reserved: [0-1023, 5004, 5060]
    algorithm: staggered
)");
    const auto ip = [](const char* text) { return *IpAddress::parse(text); };
    ASSERT_EQ(policy.nats.size(), 2u);
    EXPECT_EQ(policy.nats[0], (NatMapping{.inside = {ip("100.64.0.0"), ip("100.64.0.3")},
                                          .outside = {ip("192.0.2.8"), ip("192.0.2.9")},
                                          .dynamic = 0,
                                          .reserved = {},
                                          .algorithm = NatAlgorithm::sequential}));
    EXPECT_EQ(policy.nats[1], (NatMapping{.inside = {ip("198.51.100.1"), ip("198.51.100.14")},
                                          .outside = {ip("192.0.2.1"), ip("192.0.2.1")},
                                          .dynamic = 2,
                                          .reserved = {{0, 1'023}, {5'004, 5'004}, {5'060, 5'060}},
                                          .algorithm = NatAlgorithm::staggered}));
}

TEST(PolicyYaml, ReadsWhichPortsOfASharedAddressAreWhose) {
    const Policy policy = parsed(R"(subscribers:
  - { id: psid, addresses: [203.0.113.9, "2001:db8:1::/56"], ports: { psid: 3, length: 8 } }
  - { id: offset, addresses: 203.0.113.8, ports: { psid: 3, length: 8, offset: 4 } }
  - { id: mask, addresses: 203.0.113.7, ports: { value: 0x4000, mask: 0xc000 } }
  - { id: ranges, addresses: 203.0.113.7, ports: { ranges: [1024-2047, 3000] } }
)");
    const auto addresses = [&](size_t subscriber) {
        return policy.subscribers.at(subscriber).addresses;
    };
    using Expected = std::vector<SubscriberAddress>;
    EXPECT_EQ(addresses(0), (Expected{{prefix("203.0.113.9/32"), PortSet::of_psid(3, 8, 6)},
                                      {prefix("2001:db8:1::/56"), PortSet::all()}}));
    EXPECT_EQ(addresses(1), (Expected{{prefix("203.0.113.8/32"), PortSet::of_psid(3, 8, 4)}}));
    EXPECT_EQ(addresses(2),
              (Expected{{prefix("203.0.113.7/32"), PortSet::masked(0x4000, 0xc000)}}));
    EXPECT_EQ(addresses(3), (Expected{{prefix("203.0.113.7/32"), PortSet::range(1'024, 2'047)},
                                      {prefix("203.0.113.7/32"), PortSet::range(3'000, 3'000)}}));
}

TEST(PolicyYaml, ReadsEveryKeyOfAMatch) {
    Match expected;
    expected.label = Label::bittorrent;
    expected.lowest_grade = Grade::coherent;
    expected.direction = Direction::down;
    expected.protocol = 17;
    expected.tiers = {"gold", "tin"};
    expected.groups = {"hosting"};
    expected.ports = {{6881, 6889}};
    expected.subscriber_ports = {{1024, 1024}};
    expected.remote_ports = {{1, 65535}, {53, 53}};
    expected.prefixes = {prefix("192.0.2.0/24")};
    expected.subscriber_prefixes = {prefix("2001:db8::/32"), prefix("198.51.100.1/32")};
    expected.remote_prefixes = {prefix("0.0.0.0/0")};
    EXPECT_EQ(match(R"({ label: bittorrent, grade: coherent, direction: down, protocol: udp,
        tier: [gold, tin], group: hosting, port: 6881-6889, subscriber_port: 1024,
        remote_port: ["1-65535", 53], prefix: 192.0.2.0/24,
        subscriber_prefix: ["2001:db8::/32", 198.51.100.1], remote_prefix: [0.0.0.0/0] })"),
              expected);
}

TEST(PolicyYaml, ReadsWhenARuleHolds) {
    const auto when = [](const std::string& text) {
        const Policy policy = parsed("congestion: {}\nrules: [{ name: a, match: { when: " + text +
                                     " }, action: drop }]");
        return policy.rules.empty() ? -1 : policy.rules[0].match.when;
    };
    EXPECT_EQ(when("near-congested"), static_cast<int>(Condition::near_congested));
    EXPECT_EQ(when("heavy"), static_cast<int>(Condition::heavy));
    EXPECT_EQ(when("best-effort"), static_cast<int>(Condition::best_effort));
    EXPECT_EQ(when("[near-congested, heavy]"),
              static_cast<int>(Condition::near_congested) | static_cast<int>(Condition::heavy));
}

TEST(PolicyYaml, AcceptsEndpointAndBetterUnlessTold) {
    EXPECT_EQ(match("{ label: bittorrent.peer }").lowest_grade, Grade::endpoint);
    EXPECT_EQ(match("{ label: bittorrent.peer, grade: suspect }").lowest_grade, Grade::suspect);
    EXPECT_EQ(match("{ label: unknown }").lowest_grade, Grade::none);
}

TEST(PolicyYaml, KnowsProtocolsByNameAndNumber) {
    EXPECT_EQ(match("{ protocol: tcp }").protocol, 6);
    EXPECT_EQ(match("{ protocol: udp }").protocol, 17);
    EXPECT_EQ(match("{ protocol: icmp }").protocol, 1);
    EXPECT_EQ(match("{ protocol: icmpv6 }").protocol, 58);
    EXPECT_EQ(match("{ protocol: gre }").protocol, 47);
    EXPECT_EQ(match("{ protocol: esp }").protocol, 50);
    EXPECT_EQ(match("{ protocol: sctp }").protocol, 132);
    EXPECT_EQ(match("{ protocol: 89 }").protocol, 89);
}

TEST(PolicyYaml, AWordOrAMappingSaysTheAction) {
    EXPECT_EQ(action("forward"), Action{});
    EXPECT_EQ(action("{ forward: true }"), Action{});
    EXPECT_TRUE(action("drop").drop);
    EXPECT_TRUE(action("{ drop: true }").drop);
}

TEST(PolicyYaml, PoliceHasFiftyMillisecondsOfBurstUnlessTold) {
    const auto police = [](const std::string& text) {
        return *action("{ police: " + text + " }").police;
    };
    EXPECT_EQ(police("{ rate: 2mbps }"), (Police{PoliceScope::subscriber, 2'000'000, 12'500}));
    EXPECT_EQ(police("{ rate: 64kbps }").burst_bytes, 3000u) << "at least two packets";
    EXPECT_EQ(police("{ rate: 10gbps }").burst_bytes, 62'500'000u);
    EXPECT_EQ(police("{ per: flow, rate: 8mbps, burst: 10ms }"),
              (Police{PoliceScope::flow, 8'000'000, 10'000}));
    EXPECT_EQ(police("{ per: rule, rate: 8mbps, burst: 64kB }"),
              (Police{PoliceScope::rule, 8'000'000, 64'000}));
    EXPECT_EQ(police("{ rate: 8mbps, burst: 125KiB }").burst_bytes, 128'000u);
}

TEST(PolicyYaml, PoliceAndMarkGoTogether) {
    const Action both = action("{ police: { rate: 2mbps }, dscp: le }");
    EXPECT_TRUE(both.police);
    EXPECT_EQ(both.dscp, 1);
}

TEST(PolicyYaml, KnowsCodepointsByNameAndNumber) {
    const auto dscp = [](const std::string& text) { return action("{ dscp: " + text + " }").dscp; };
    EXPECT_EQ(dscp("le"), 1);
    EXPECT_EQ(dscp("cs0"), 0);
    EXPECT_EQ(dscp("cs1"), 8);
    EXPECT_EQ(dscp("af11"), 10);
    EXPECT_EQ(dscp("af43"), 38);
    EXPECT_EQ(dscp("ef"), 46);
    EXPECT_EQ(dscp("0"), 0);
    EXPECT_EQ(dscp("63"), 63);
}

TEST(PolicyYaml, AGroupThatNobodyIsInMatchesNobody) {
    EXPECT_EQ(match("{ group: nobody }").groups, std::vector<std::string>{"nobody"});
}

TEST(PolicyYaml, OneSubscribersPrefixMayLieInAnothers) {
    EXPECT_EQ(parsed("subscribers:\n"
                     "  - { id: campus, addresses: 203.0.113.0/24 }\n"
                     "  - { id: dean, addresses: 203.0.113.9 }\n")
                  .subscribers.size(),
              2u);
}

TEST(PolicyYaml, PassesOverTheBoxesKeysInTheBoxesFile) {
    const ParsedPolicy result = parse_policy("links: [{ whatever: 1 }]\nrules: []\n",
                                             "sluiced.yaml", PolicyFileKind::box_config, kBoxKeys);
    EXPECT_TRUE(result.policy);
    EXPECT_TRUE(result.complaints.empty());
}

}  // namespace
}  // namespace sluice
