// SPDX-License-Identifier: Apache-2.0
// Subscribers that change one by one, under the traffic of all.
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using SubscriberChange = BoxTest;

constexpr const char* kHeld =
    "tiers: { slow: { up: 1mbps, down: 1mbps } }\n"
    "rules: [ { name: r, match: { tier: slow }, action: drop } ]";

Subscriber subscriber(const char* id, const char* address, const char* tier = "") {
    return {.id = id,
            .tier = tier,
            .group = {},
            .addresses = {{*Prefix::parse(address), PortSet::all()}}};
}

TEST_F(SubscriberChange, AnotherTierTakesEffectOnRunningFlowsWithinASecond) {
    VirtualBox& wire = box(kHeld);
    wire.subscribers().put(subscriber("a", "198.18.0.1"));
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    EXPECT_TRUE(wire.up(talk.udp_up("q")));
    wire.subscribers().put(subscriber("a", "198.18.0.1", "slow"));
    wire.wait_ms(1'000);
    EXPECT_FALSE(wire.up(talk.udp_up("q")));
    wire.subscribers().put(subscriber("a", "198.18.0.1"));
    wire.wait_ms(1'000);
    EXPECT_TRUE(wire.up(talk.udp_up("q")));
}

TEST_F(SubscriberChange, ANewFlowIsTheNewSubscribersAtOnce) {
    VirtualBox& wire = box(kHeld);
    EXPECT_TRUE(wire.up(Conversation("198.18.0.1", 4'000, "203.0.113.1", 53).udp_up("q")));
    wire.subscribers().put(subscriber("a", "198.18.0.1", "slow"));
    EXPECT_FALSE(wire.up(Conversation("198.18.0.1", 4'001, "203.0.113.1", 53).udp_up("q")));
}

TEST_F(SubscriberChange, AStrangersRunningFlowIsTheSubscribersWhoComes) {
    VirtualBox& wire = box(kHeld);
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    EXPECT_TRUE(wire.up(talk.udp_up("q")));
    wire.subscribers().put(subscriber("a", "198.18.0.0/24", "slow"));
    wire.wait_ms(1'000);
    EXPECT_FALSE(wire.down(talk.udp_down("a")));
    EXPECT_EQ(wire.flows()[0]->subscriber_record, wire.subscribers().record_of("a"));
}

TEST_F(SubscriberChange, OneWhoGoesLeavesNoFlowThatIsStillCalledItsOwn) {
    VirtualBox& wire = box(kHeld);
    wire.subscribers().put(subscriber("a", "198.18.0.1", "slow"));
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    EXPECT_FALSE(wire.up(talk.udp_up("q")));
    wire.subscribers().remove("a");
    wire.wait_ms(1'000);
    EXPECT_EQ(wire.flows()[0]->subscriber_record, SubscriberRef::kNobody)
        << "without another packet, since the number will serve another";
    EXPECT_TRUE(wire.up(talk.udp_up("q")));
}

TEST_F(SubscriberChange, WhatIsDoneToOneIsNotNoticedByAnother) {
    VirtualBox& wire = box(kHeld);
    wire.subscribers().put(subscriber("a", "198.18.0.1", "slow"));
    wire.subscribers().put(subscriber("b", "198.18.0.2"));
    const Conversation talk("198.18.0.2", 4'000, "203.0.113.1", 53);
    EXPECT_TRUE(wire.up(talk.udp_up("q")));
    const uint64_t decisions = wire.worker().counters.decisions.get();
    for (int i = 0; i < 10; ++i) {
        wire.subscribers().remove("a");
        wire.subscribers().put(subscriber("a", "198.18.0.1", i % 2 == 0 ? "" : "slow"));
        wire.wait_ms(1'000);
        EXPECT_TRUE(wire.up(talk.udp_up("q")));
    }
    EXPECT_EQ(wire.worker().counters.decisions.get(), decisions);
}

TEST_F(SubscriberChange, AFlowFollowsItsSubscriberToAnotherWorkerWithItsLabel) {
    VirtualBox& wire = box("rules: []", {.workers = 4});
    wire.subscribers().put(subscriber("home", "198.18.0.1"));
    const Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    EXPECT_TRUE(wire.up(talk.udp_up("q")));
    const uint32_t before = wire.owner("198.18.0.1");
    // By ids alone: of some there is one whom another worker owns.
    std::string id;
    for (int i = 0; wire.owner("198.18.0.1") == before; ++i) {
        if (!id.empty())
            wire.subscribers().remove(id);
        else
            wire.subscribers().remove("home");
        id = "home-" + std::to_string(i);
        wire.subscribers().put(subscriber(id.c_str(), "198.18.0.1"));
    }
    wire.wait_ms(1'000);
    EXPECT_TRUE(wire.up(talk.udp_up("q")));
    EXPECT_TRUE(wire.down(talk.udp_down("a")));
    const uint32_t owner = wire.owner("198.18.0.1");
    ASSERT_EQ(wire.flows(owner).size(), 1u);
    EXPECT_EQ(wire.flows(owner)[0]->subscriber_record, wire.subscribers().record_of(id));
    EXPECT_TRUE(wire.flows(before).empty());
}

TEST_F(SubscriberChange, SweepsAreCountedSoThatRecordsCanServeOthers) {
    VirtualBox& wire = box(kHeld);
    const uint64_t before = wire.worker().counters.sweeps.get();
    wire.subscribers().put(subscriber("a", "198.18.0.1"));
    wire.wait_ms(1'000);
    wire.wait_ms(1'000);
    EXPECT_GE(wire.worker().counters.sweeps.get(), before + 2);
}

}  // namespace
}  // namespace sluice::test
