// SPDX-License-Identifier: Apache-2.0
#include "policy/subscribers.h"

#include <array>

#include <gtest/gtest.h>

#include "tests/unit/policy/compiled_policy.h"

namespace sluice {
namespace {

const char* const kPolicy = R"(
tiers: { gold: { up: 100mbps, down: 1gbps } }
subscribers:
  - { id: s-1, tier: gold, addresses: [198.51.100.7, "2001:db8:1::/56"] }
  - { id: s-2, group: hosting, addresses: 203.0.113.0/24 }
  - { id: s-3, addresses: 203.0.113.9 }
)";

IpAddress address(const char* text) {
    return *IpAddress::parse(text);
}

SubscriberAddress whole(const char* text) {
    return {*Prefix::parse(text), PortSet::all()};
}

SubscriberAddress part(const char* text, uint16_t psid) {
    return {*Prefix::parse(text), PortSet::of_psid(psid, 4, 6)};
}

Subscriber subscriber(const char* id, std::vector<SubscriberAddress> addresses) {
    return {.id = id, .tier = {}, .group = {}, .addresses = std::move(addresses)};
}

uint16_t port_of(uint16_t psid) {
    return *PortSet::of_psid(psid, 4, 6).next(5'000);
}

TEST(Subscribers, FindsASubscriberByAnyOfItsAddresses) {
    const CompiledPolicy policy(kPolicy);
    const SubscriberRef by_ipv4 = policy.find("198.51.100.7");
    const SubscriberRef by_ipv6 = policy.find("2001:db8:1:ff::9");
    EXPECT_EQ(by_ipv4.record, 0u);
    EXPECT_EQ(by_ipv6.record, 0u);
    EXPECT_EQ(by_ipv4.key, by_ipv6.key) << "one limit, one owner";
    EXPECT_EQ(policy.subscribers.find_by_id("s-1")->tier, "gold");
    EXPECT_NE(by_ipv4.tier, 0);
    EXPECT_EQ(policy.find("203.0.113.9").record, 2u) << "longest first";
    EXPECT_EQ(policy.find("203.0.113.10").record, 1u);
}

TEST(Subscribers, KeepsASubscribersKeyWhenThePolicyChanges) {
    const CompiledPolicy before(kPolicy);
    const CompiledPolicy after(
        "subscribers: [{ id: other, addresses: 192.0.2.1 }, { id: s-1, addresses: 192.0.2.2 }]");
    EXPECT_EQ(after.find("192.0.2.2").key, before.find("198.51.100.7").key);
}

TEST(Subscribers, TellsStrangersApartByAddressOrSixtyFour) {
    const CompiledPolicy policy(kPolicy);
    const SubscriberRef one = policy.find("192.0.2.1");
    EXPECT_EQ(one.record, SubscriberRef::kNobody);
    EXPECT_EQ(one.tier, 0);
    EXPECT_NE(one.key, policy.find("192.0.2.2").key);
    EXPECT_EQ(policy.find("2001:db8:9::1").key, policy.find("2001:db8:9::2").key);
    EXPECT_NE(policy.find("2001:db8:9:1::1").key, policy.find("2001:db8:9:2::1").key);
}

TEST(Subscribers, TellsApartByPortWhoShareAnAddressAndGivesThemToOneWorker) {
    const CompiledPolicy policy(R"(subscribers:
  - { id: home-1, addresses: 203.0.113.9, ports: { psid: 1, length: 2 } }
  - { id: home-2, addresses: [203.0.113.9, 192.0.2.7], ports: { psid: 2, length: 2 } }
)");
    const SubscriberRef one = policy.find("203.0.113.9", 1'280);
    const SubscriberRef two = policy.find("203.0.113.9", 1'536);
    const SubscriberRef nobody = policy.find("203.0.113.9", 80);
    EXPECT_EQ(one.record, 0u);
    EXPECT_EQ(two.record, 1u);
    EXPECT_EQ(nobody.record, SubscriberRef::kNobody);
    EXPECT_NE(one.key, two.key);
    EXPECT_NE(nobody.key, one.key);
    EXPECT_EQ(one.owner, two.owner);
    EXPECT_EQ(nobody.owner, one.owner);
    EXPECT_EQ(policy.find("192.0.2.7", 1'536).key, two.key);
    EXPECT_EQ(policy.find("192.0.2.7").owner, one.owner);
}

TEST(Subscribers, KeepsStrangersBehindANatApartAndOnOneWorker) {
    const char* const nat = R"(nats:
  - { inside: 198.51.100.1-198.51.100.14, outside: 192.0.2.1, dynamic: 2, reserved: 0-1023 }
subscribers:
)";
    const CompiledPolicy nobody_known(std::string(nat) + "  []");
    const CompiledPolicy one_known(std::string(nat) + "  - { id: a, addresses: 198.51.100.9 }");
    for (const CompiledPolicy* policy : {&nobody_known, &one_known}) {
        const auto of_port = [&](uint16_t port) { return policy->find("192.0.2.1", port); };
        EXPECT_EQ(of_port(1'024).key, of_port(5'055).key);
        EXPECT_NE(of_port(1'024).key, of_port(5'056).key);
        EXPECT_EQ(of_port(1'024).key, policy->find("198.51.100.1", 9).key);
        for (const uint16_t port : {0, 1'023, 5'056, 33'280, 60'000})
            EXPECT_EQ(of_port(port).owner, of_port(1'024).owner) << port;
    }
    EXPECT_EQ(one_known.find("192.0.2.1", 33'280).record, 0u);
}

TEST(Subscribers, FindsManyAtOnceAsItFindsEach) {
    for (const char* const nats :
         {"", "nats: [{ inside: 198.51.100.1-198.51.100.14, outside: 192.0.2.1 }]"}) {
        const CompiledPolicy policy(std::string(nats) + R"(
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
        policy.subscribers.find(ends, found);
        for (size_t i = 0; i < ends.size(); ++i)
            ASSERT_EQ(found[i], policy.subscribers.find(ends[i])) << i;
    }
}

TEST(Subscribers, SpreadsConsecutiveStrangersOverTheWorkers) {
    const CompiledPolicy policy("");
    std::array<int, 4> owned{};
    for (uint32_t i = 0; i < 4000; ++i)
        ++owned[owner_of(policy.subscribers.find({IpAddress::from_ipv4(0x0a000000 + i), 0}), 4)];
    for (const int count : owned)
        EXPECT_NEAR(count, 1000, 100);
}

TEST(Subscribers, OneWhoComesIsFoundAndAStrangersGenerationMoves) {
    Subscribers subscribers;
    const auto before = subscribers.find({address("192.0.2.1"), 0});
    EXPECT_EQ(subscribers.put(subscriber("a", {whole("192.0.2.1")})), std::nullopt);
    const auto after = subscribers.find({address("192.0.2.1"), 0});
    EXPECT_NE(after.record, SubscriberRef::kNobody);
    EXPECT_NE(subscribers.generation(SubscriberRef::kNobody), before.generation);
    EXPECT_EQ(subscribers.generation(after.record), after.generation);
    EXPECT_EQ(subscribers.count(), 1u);
}

TEST(Subscribers, OneWhoMovesIsFoundAtItsNewAddressAlone) {
    Subscribers subscribers;
    subscribers.put(subscriber("a", {whole("192.0.2.1"), whole("2001:db8::/56")}));
    const auto before = subscribers.find({address("192.0.2.1"), 0});
    EXPECT_EQ(subscribers.put(subscriber("a", {whole("192.0.2.2"), whole("2001:db8::/56")})),
              std::nullopt);
    EXPECT_EQ(subscribers.find({address("192.0.2.1"), 0}).record, SubscriberRef::kNobody);
    EXPECT_EQ(subscribers.find({address("192.0.2.2"), 0}).record, before.record);
    EXPECT_EQ(subscribers.find({address("2001:db8::9"), 0}).record, before.record);
    EXPECT_NE(subscribers.generation(before.record), before.generation);
}

TEST(Subscribers, OneOfAnotherTierKeepsItsRecordAndItsFlowsDecideAnew) {
    Subscribers subscribers;
    subscribers.put(subscriber("a", {whole("192.0.2.1")}));
    const auto before = subscribers.find({address("192.0.2.1"), 0});
    Subscriber gold = subscriber("a", {whole("192.0.2.1")});
    gold.tier = "gold";
    EXPECT_EQ(subscribers.put(gold), std::nullopt);
    const auto after = subscribers.find({address("192.0.2.1"), 0});
    EXPECT_EQ(after.record, before.record);
    EXPECT_EQ(after.key, before.key);
    EXPECT_EQ(after.tier, subscribers.names().tiers.number("gold"));
    EXPECT_NE(after.generation, before.generation);
    EXPECT_EQ(subscribers.put(gold), std::nullopt);
    EXPECT_EQ(subscribers.generation(after.record), after.generation) << "nothing has changed";
}

TEST(Subscribers, WhatIsSomebodysIsRefusedByNameAndNothingChanges) {
    Subscribers subscribers;
    subscribers.put(subscriber("a", {whole("192.0.2.1"), part("192.0.2.2", 1)}));
    EXPECT_EQ(subscribers.put(subscriber("b", {whole("192.0.2.9"), whole("192.0.2.1")})),
              "192.0.2.1/32 is already subscriber 'a'");
    EXPECT_EQ(subscribers.put(subscriber("b", {part("192.0.2.2", 1)})),
              "port 1088 of 192.0.2.2/32 is already subscriber 'a'");
    EXPECT_EQ(subscribers.put(subscriber("b", {part("192.0.2.1", 1)})),
              "port 1088 of 192.0.2.1/32 is already subscriber 'a'");
    EXPECT_NE(subscribers.put(subscriber("b", {whole("192.0.2.2")})), std::nullopt);
    EXPECT_EQ(subscribers.put(subscriber("b", {whole("192.0.2.7"), whole("192.0.2.7")})),
              "192.0.2.7/32 is there twice, or some of its ports are");
    EXPECT_EQ(subscribers.count(), 1u);
    EXPECT_EQ(subscribers.find({address("192.0.2.9"), 0}).record, SubscriberRef::kNobody);
    EXPECT_EQ(subscribers.put(subscriber("b", {part("192.0.2.2", 2)})), std::nullopt);
}

TEST(Subscribers, APrefixInAnothersPrefixIsItsOwnUntilItGoes) {
    Subscribers subscribers;
    subscribers.put(subscriber("outer", {whole("198.51.0.0/16"), whole("2001:db8::/32")}));
    const auto outer = subscribers.find({address("198.51.100.9"), 0});
    subscribers.put(subscriber("inner", {whole("198.51.100.0/28"), whole("2001:db8:1::/56")}));
    EXPECT_NE(subscribers.generation(outer.record), outer.generation) << "its flows look again";
    const auto inner = subscribers.find({address("198.51.100.9"), 0});
    EXPECT_NE(inner.record, outer.record);
    EXPECT_EQ(subscribers.find({address("2001:db8:1::1"), 0}).record, inner.record);
    EXPECT_TRUE(subscribers.remove("inner"));
    EXPECT_FALSE(subscribers.remove("inner"));
    EXPECT_EQ(subscribers.find({address("198.51.100.9"), 0}).record, outer.record);
    EXPECT_EQ(subscribers.find({address("2001:db8:1::1"), 0}).record, outer.record);
}

TEST(Subscribers, WhoShareAddressesHaveOneOwnerWhoeverComesAndGoes) {
    Subscribers subscribers;
    const auto owner = [&](const char* at, uint16_t port) {
        return subscribers.find({address(at), port}).owner;
    };
    subscribers.put(subscriber("a", {part("203.0.113.9", 1)}));
    subscribers.put(subscriber("c", {part("203.0.113.7", 2)}));
    EXPECT_NE(owner("203.0.113.9", port_of(1)), owner("203.0.113.7", port_of(2)));
    subscribers.put(subscriber("b", {part("203.0.113.9", 2), part("203.0.113.7", 1)}));
    for (const uint16_t port : {uint16_t{0}, port_of(1), port_of(2)})
        for (const char* const at : {"203.0.113.7", "203.0.113.9"})
            EXPECT_EQ(owner(at, port), owner("203.0.113.7", 0)) << at << " " << port;
    const auto a = subscribers.find({address("203.0.113.9"), port_of(1)});
    subscribers.remove("b");
    EXPECT_NE(owner("203.0.113.9", port_of(1)), owner("203.0.113.7", port_of(2)));
    EXPECT_EQ(owner("203.0.113.9", 0), owner("203.0.113.9", port_of(1)));
    EXPECT_NE(subscribers.generation(a.record), a.generation) << "it has another owner";
}

TEST(Subscribers, ARecordIsNotUsedAgainWhileFlowsMayHoldIt) {
    Subscribers subscribers({.subscribers = 1'024, .split_networks = 16});
    uint64_t sweeps = 10;
    subscribers.set_readers({[] {}, [&] { return sweeps; }});
    subscribers.put(subscriber("a", {whole("192.0.2.1")}));
    const uint32_t record = subscribers.record_of("a");
    subscribers.remove("a");
    EXPECT_EQ(subscribers.subscriber(record), nullptr);
    EXPECT_EQ(subscribers.id_of(record), "a") << "whose its flows' last bytes are";
    sweeps += 1;
    subscribers.put(subscriber("b", {whole("192.0.2.2")}));
    EXPECT_NE(subscribers.record_of("b"), record);
    sweeps += 1;
    subscribers.put(subscriber("c", {whole("192.0.2.3")}));
    EXPECT_EQ(subscribers.record_of("c"), record);
    EXPECT_EQ(subscribers.find({address("192.0.2.3"), 0}).key,
              subscribers.find({address("192.0.2.3"), 7}).key);
}

TEST(Subscribers, MoreThanThereIsRoomForAreRefused) {
    Subscribers subscribers({.subscribers = 2, .split_networks = 1});
    EXPECT_EQ(subscribers.put(subscriber("a", {whole("192.0.2.1")})), std::nullopt);
    const auto no_group = subscribers.put(subscriber("b", {whole("192.0.3.1")}));
    ASSERT_TRUE(no_group);
    EXPECT_NE(no_group->find("no room for 192.0.3.1/32"), std::string::npos) << *no_group;
    EXPECT_EQ(subscribers.put(subscriber("b", {whole("192.0.2.2")})), std::nullopt);
    const auto no_record = subscribers.put(subscriber("c", {whole("192.0.2.3")}));
    ASSERT_TRUE(no_record);
    EXPECT_NE(no_record->find("memory.subscribers"), std::string::npos) << *no_record;
    EXPECT_EQ(subscribers.count(), 2u);
}

TEST(Subscribers, AddressesMayChangeHandsInOneReplacement) {
    Subscribers subscribers;
    subscribers.replace_all({subscriber("a", {whole("192.0.2.1")}),
                             subscriber("b", {whole("192.0.2.2")}),
                             subscriber("c", {whole("192.0.2.3")})});
    EXPECT_EQ(subscribers.replace_all({subscriber("a", {whole("192.0.2.2")}),
                                       subscriber("b", {whole("192.0.2.1")}),
                                       subscriber("d", {whole("192.0.2.3")})}),
              std::nullopt);
    EXPECT_EQ(subscribers.find({address("192.0.2.2"), 0}).record, subscribers.record_of("a"));
    EXPECT_EQ(subscribers.find({address("192.0.2.1"), 0}).record, subscribers.record_of("b"));
    EXPECT_EQ(subscribers.find({address("192.0.2.3"), 0}).record, subscribers.record_of("d"));
    EXPECT_EQ(subscribers.find_by_id("c"), nullptr);
}

}  // namespace
}  // namespace sluice
