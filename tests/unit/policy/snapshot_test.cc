// SPDX-License-Identifier: Apache-2.0
#include "policy/snapshot.h"

#include <set>

#include <gtest/gtest.h>

#include "policy/policy_yaml.h"

namespace sluice {
namespace {

std::shared_ptr<const Snapshot> compiled(std::string_view yaml) {
    ParsedPolicy parsed = parse_policy(yaml, "policy.yaml", PolicyFileKind::policy, {});
    for (const Complaint& complaint : parsed.complaints)
        ADD_FAILURE() << complaint.to_string();
    return Snapshot::compile(parsed.policy.value_or(Policy{}), 7, 3);
}

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

FlowFacts tcp_flow(const Snapshot& snapshot, const char* subscriber, const char* remote,
                   uint16_t remote_port, Verdict verdict = {}) {
    return {.verdict = verdict,
            .protocol = 6,
            .subscriber_port = 50000,
            .remote_port = remote_port,
            .subscriber_address = address(subscriber),
            .remote_address = address(remote),
            .subscriber = snapshot.find_subscriber({address(subscriber), 0})};
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
    const auto snapshot = compiled(kPolicy);
    EXPECT_EQ(snapshot->revision(), 7u);
    EXPECT_EQ(snapshot->number(), 3u);
    EXPECT_EQ(snapshot->policy().rules.size(), 3u);
    EXPECT_GT(snapshot->memory_bytes(), 0u);
}

TEST(Snapshot, FindsASubscriberByAnyOfItsAddresses) {
    const auto snapshot = compiled(kPolicy);
    const SubscriberRef by_ipv4 = snapshot->find_subscriber({address("198.51.100.7"), 0});
    const SubscriberRef by_ipv6 = snapshot->find_subscriber({address("2001:db8:1:ff::9"), 0});
    EXPECT_EQ(by_ipv4.index, 0u);
    EXPECT_EQ(by_ipv6.index, 0u);
    EXPECT_EQ(by_ipv4.key, by_ipv6.key) << "one limit, one owner";
    EXPECT_EQ(by_ipv4.key, snapshot->key_of(snapshot->policy().subscribers[0]));
    EXPECT_NE(by_ipv4.tier, 0);
    EXPECT_EQ(snapshot->find_subscriber({address("203.0.113.9"), 0}).index, 2u) << "longest first";
    EXPECT_EQ(snapshot->find_subscriber({address("203.0.113.10"), 0}).index, 1u);
}

TEST(Snapshot, KeepsASubscribersKeyWhenThePolicyChanges) {
    const auto before = compiled(kPolicy);
    const auto after = compiled(
        "subscribers: [{ id: other, addresses: 192.0.2.1 }, { id: s-1, addresses: 192.0.2.2 }]");
    EXPECT_EQ(after->find_subscriber({address("192.0.2.2"), 0}).key,
              before->find_subscriber({address("198.51.100.7"), 0}).key);
}

TEST(Snapshot, TellsStrangersApartByAddressOrSixtyFour) {
    const auto snapshot = compiled(kPolicy);
    const SubscriberRef one = snapshot->find_subscriber({address("192.0.2.1"), 0});
    EXPECT_EQ(one.index, SubscriberRef::kNobody);
    EXPECT_EQ(one.tier, 0);
    EXPECT_NE(one.key, snapshot->find_subscriber({address("192.0.2.2"), 0}).key);
    EXPECT_EQ(snapshot->find_subscriber({address("2001:db8:9::1"), 0}).key,
              snapshot->find_subscriber({address("2001:db8:9::2"), 0}).key);
    EXPECT_NE(snapshot->find_subscriber({address("2001:db8:9:1::1"), 0}).key,
              snapshot->find_subscriber({address("2001:db8:9:2::1"), 0}).key);
}

TEST(Snapshot, TellsApartByPortWhoShareAnAddressAndGivesThemToOneWorker) {
    const auto snapshot = compiled(R"(subscribers:
  - { id: home-1, addresses: 203.0.113.9, ports: { psid: 1, length: 2 } }
  - { id: home-2, addresses: [203.0.113.9, 192.0.2.7], ports: { psid: 2, length: 2 } }
)");
    const SubscriberRef one = snapshot->find_subscriber({address("203.0.113.9"), 1'280});
    const SubscriberRef two = snapshot->find_subscriber({address("203.0.113.9"), 1'536});
    const SubscriberRef nobody = snapshot->find_subscriber({address("203.0.113.9"), 80});
    EXPECT_EQ(one.index, 0u);
    EXPECT_EQ(two.index, 1u);
    EXPECT_EQ(nobody.index, SubscriberRef::kNobody);
    EXPECT_NE(one.key, two.key);
    EXPECT_NE(nobody.key, one.key);
    EXPECT_EQ(one.owner, two.owner);
    EXPECT_EQ(nobody.owner, one.owner);
    EXPECT_EQ(snapshot->find_subscriber({address("192.0.2.7"), 1'536}).key, two.key);
    EXPECT_EQ(snapshot->find_subscriber({address("192.0.2.7"), 0}).owner, one.owner);
}

TEST(Snapshot, KeepsStrangersBehindANatApartAndOnOneWorker) {
    const char* const nat = R"(nats:
  - { inside: 198.51.100.1-198.51.100.14, outside: 192.0.2.1, dynamic: 2, reserved: 0-1023 }
subscribers:
)";
    const auto nobody_known = compiled(std::string(nat) + "  []");
    const auto one_known = compiled(std::string(nat) + "  - { id: a, addresses: 198.51.100.9 }");
    for (const auto* snapshot : {nobody_known.get(), one_known.get()}) {
        const auto of_port = [&](uint16_t port) {
            return snapshot->find_subscriber({address("192.0.2.1"), port});
        };
        EXPECT_EQ(of_port(1'024).key, of_port(5'055).key);
        EXPECT_NE(of_port(1'024).key, of_port(5'056).key);
        EXPECT_EQ(of_port(1'024).key, snapshot->find_subscriber({address("198.51.100.1"), 9}).key);
        for (const uint16_t port : {0, 1'023, 5'056, 33'280, 60'000})
            EXPECT_EQ(of_port(port).owner, of_port(1'024).owner) << port;
    }
    EXPECT_EQ(one_known->find_subscriber({address("192.0.2.1"), 33'280}).index, 0u);
}

TEST(Snapshot, FindsManyAtOnceAsItFindsEach) {
    for (const char* const nats :
         {"", "nats: [{ inside: 198.51.100.1-198.51.100.14, outside: 192.0.2.1 }]"}) {
        const auto snapshot = compiled(std::string(nats) + R"(
subscribers:
  - { id: a, addresses: [203.0.113.9, "2001:db8:1::/56"], ports: { psid: 1, length: 2 } }
  - { id: b, addresses: 203.0.113.9, ports: { psid: 2, length: 2 } }
  - { id: c, addresses: [203.0.113.0/24, 198.51.100.2] }
)");
        std::vector<SubscriberEnd> ends;
        for (uint16_t port = 0; port < 20'000; port = static_cast<uint16_t>(port + 97))
            for (const char* const text :
                 {"203.0.113.9", "203.0.113.8", "192.0.2.1", "2001:db8:1::7", "2001:db8:9::7"})
                ends.push_back({address(text), port});
        std::vector<SubscriberRef> found(ends.size());
        snapshot->find_subscribers(ends, found);
        for (size_t i = 0; i < ends.size(); ++i)
            ASSERT_EQ(found[i], snapshot->find_subscriber(ends[i])) << i;
    }
}

TEST(Snapshot, GivesStrangersTheDefaultTier) {
    const auto snapshot = compiled(R"(
tiers: { gold: { up: 1gbps, down: 1gbps }, guest: { up: 1mbps, down: 1mbps } }
default_tier: guest
subscribers: [{ id: untiered, addresses: 192.0.2.1 }]
rules: [{ name: r, match: { tier: guest }, action: drop }]
)");
    EXPECT_TRUE(snapshot->decide(tcp_flow(*snapshot, "192.0.2.2", "203.0.113.1", 80))[0].drop);
    EXPECT_FALSE(snapshot->decide(tcp_flow(*snapshot, "192.0.2.1", "203.0.113.1", 80))[0].drop)
        << "a subscriber without a tier has none";
}

TEST(Snapshot, SpreadsConsecutiveStrangersOverTheWorkers) {
    const auto snapshot = compiled("");
    std::array<int, 4> owned{};
    for (uint32_t i = 0; i < 4000; ++i)
        ++owned[owner_of(snapshot->find_subscriber({IpAddress::from_ipv4(0x0a000000 + i), 0}), 4)];
    for (const int count : owned)
        EXPECT_NEAR(count, 1000, 100);
}

TEST(Snapshot, TakesTheFirstMatchOfEachDirection) {
    const auto snapshot = compiled(kPolicy);
    const auto gold =
        snapshot->decide(tcp_flow(*snapshot, "198.51.100.7", "192.0.2.1", 6881, kExactPeer));
    EXPECT_EQ(gold[0].rule, 1u);
    EXPECT_TRUE(gold[0].police);
    EXPECT_TRUE(gold[0].mark);
    EXPECT_EQ(gold[0].dscp, 1);
    EXPECT_EQ(gold[1].rule, 2u);
    EXPECT_FALSE(gold[1].police);
    EXPECT_EQ(gold[1].dscp, 8);

    const auto tracker = snapshot->decide(tcp_flow(*snapshot, "203.0.113.10", "192.0.2.1", 80,
                                                   {Label::bittorrent_tracker_http, Grade::exact}));
    EXPECT_TRUE(tracker[0].drop);
    EXPECT_TRUE(tracker[1].drop);
}

TEST(Snapshot, ForwardsWhatNoRuleNames) {
    const auto snapshot = compiled(kPolicy);
    const auto decisions = snapshot->decide(tcp_flow(*snapshot, "198.51.100.7", "192.0.2.1", 443));
    for (const Decision& decision : decisions) {
        EXPECT_EQ(decision.rule, Decision::kNoRule);
        EXPECT_FALSE(decision.drop || decision.police || decision.mark);
    }
}

TEST(Snapshot, NeverTouchesWhatTheOperatorListed) {
    const auto snapshot = compiled(kPolicy);
    const auto decisions =
        snapshot->decide(tcp_flow(*snapshot, "198.51.100.7", "192.0.2.1", 179, kExactPeer));
    for (const Decision& decision : decisions) {
        EXPECT_EQ(decision.rule, Decision::kNeverTouch);
        EXPECT_FALSE(decision.drop || decision.police || decision.mark);
    }
}

TEST(Snapshot, ARuleTakesItsGradeAndStrongerOnes) {
    const auto snapshot = compiled(
        "rules: [{ name: a, match: { label: bittorrent, grade: coherent }, action: drop }]");
    const auto dropped = [&](Grade grade) {
        return snapshot
            ->decide(
                tcp_flow(*snapshot, "192.0.2.1", "192.0.2.2", 1, {Label::bittorrent_utp, grade}))[0]
            .drop;
    };
    EXPECT_FALSE(dropped(Grade::suspect));
    EXPECT_FALSE(dropped(Grade::endpoint));
    EXPECT_TRUE(dropped(Grade::coherent));
    EXPECT_TRUE(dropped(Grade::exact));
}

TEST(Snapshot, ARuleForTheUnknownTakesWhatHasNoLabel) {
    const auto snapshot = compiled("rules: [{ name: a, match: { label: unknown }, action: drop }]");
    EXPECT_TRUE(snapshot->decide(tcp_flow(*snapshot, "192.0.2.1", "192.0.2.2", 1))[0].drop);
    EXPECT_FALSE(
        snapshot->decide(tcp_flow(*snapshot, "192.0.2.1", "192.0.2.2", 1, kExactPeer))[0].drop);
}

TEST(Snapshot, AnEmptyMatchIsEverything) {
    const auto snapshot = compiled("rules: [{ name: all, match: {}, action: { dscp: ef } }]");
    const auto decisions = snapshot->decide(FlowFacts{});
    EXPECT_EQ(decisions[0].dscp, 46);
    EXPECT_EQ(decisions[1].dscp, 46);
}

}  // namespace
}  // namespace sluice
