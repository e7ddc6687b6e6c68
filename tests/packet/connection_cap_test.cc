// SPDX-License-Identifier: Apache-2.0
// A cap on a subscriber's concurrent connections (RFC 5594, section 6).
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

constexpr std::string_view kTwoConnections = R"(
subscribers:
  - { id: a, addresses: [198.18.0.1, "2001:db8:1::/56"] }
  - { id: b, addresses: [198.18.0.2] }
rules:
  - { name: r, match: { protocol: tcp }, action: { connections: { most: 2, beyond: drop } } }
)";

class ConnectionCapTest : public BoxTest {
 protected:
    static Conversation talk(uint16_t port, const std::string& subscriber = "198.18.0.1") {
        const bool ipv6 = subscriber.find(':') != std::string::npos;
        return {subscriber, port, ipv6 ? "2001:db8:f::1" : "198.18.1.1", 6'881};
    }
    static bool opens(VirtualBox& wire, Conversation& talk) {
        return wire.up(talk.syn()) && wire.down(talk.syn_ack());
    }
    static void close(VirtualBox& wire, Conversation& talk) {
        wire.up(talk.up({}, tcp_flag::kFin | tcp_flag::kAck));
        wire.down(talk.down({}, tcp_flag::kFin | tcp_flag::kAck));
        wire.up(talk.up());
    }
};

TEST_F(ConnectionCapTest, WhatIsBeyondIsDroppedAndSaidWhy) {
    VirtualBox& wire = box(kTwoConnections, {.workers = 2});
    std::vector<Conversation> talks;
    for (uint16_t port = 1; port <= 4; ++port)
        talks.push_back(talk(port));
    EXPECT_TRUE(opens(wire, talks[0]));
    EXPECT_TRUE(opens(wire, talks[1]));
    EXPECT_FALSE(wire.up(talks[2].syn()));
    EXPECT_FALSE(wire.up(talks[3].syn()));
    EXPECT_TRUE(wire.up(talks[0].up("data")));
    EXPECT_FALSE(wire.down(talks[2].syn_ack()));
    EXPECT_EQ(wire.dropped(DropReason::connection_cap), 3u);
    EXPECT_EQ(wire.dropped(DropReason::rule), 0u);
}

TEST_F(ConnectionCapTest, AllAddressesOfASubscriberAreOneAndANeighbourHasItsOwn) {
    VirtualBox& wire = box(kTwoConnections, {.workers = 2});
    Conversation ipv4 = talk(1), ipv6 = talk(1, "2001:db8:1::7"), third = talk(2);
    Conversation neighbours = talk(1, "198.18.0.2"), strangers = talk(1, "198.18.0.3");
    EXPECT_TRUE(opens(wire, ipv4));
    EXPECT_TRUE(opens(wire, ipv6));
    EXPECT_FALSE(opens(wire, third));
    EXPECT_TRUE(opens(wire, neighbours));
    EXPECT_TRUE(opens(wire, strangers));
}

TEST_F(ConnectionCapTest, AClosedConnectionMakesRoomAtOnceAndTheNextTryGetsIt) {
    VirtualBox& wire = box(kTwoConnections);
    Conversation first = talk(1), second = talk(2), third = talk(3);
    opens(wire, first);
    opens(wire, second);
    EXPECT_FALSE(wire.up(third.syn()));
    close(wire, first);
    wire.pass_ns(1'000'000'000);
    EXPECT_TRUE(wire.up(third.syn())) << "sent again after a second";
    EXPECT_TRUE(wire.up(first.up())) << "the last word of the one that is over";
    EXPECT_EQ(wire.worker().caps.in_use(), 1u);
}

TEST_F(ConnectionCapTest, AnUnansweredTryTakesAPlaceUntilItAges) {
    VirtualBox& wire = box(kTwoConnections);
    Conversation first = talk(1), second = talk(2), third = talk(3);
    wire.up(first.syn());
    wire.up(second.syn());
    EXPECT_FALSE(wire.up(third.syn()));
    wire.wait_ms(31'000);
    EXPECT_TRUE(wire.up(third.syn()));
}

TEST_F(ConnectionCapTest, ALabelsConnectionsAreCountedFromWhereTheyAreRecognised) {
    VirtualBox& wire = box(R"(
rules:
  - name: r
    match: { label: bittorrent.peer }
    action: { connections: { most: 1, beyond: drop } }
)");
    Conversation web = talk(1), first = talk(2), second = talk(3);
    EXPECT_TRUE(opens(wire, web));
    EXPECT_TRUE(opens(wire, first));
    EXPECT_TRUE(opens(wire, second));
    EXPECT_TRUE(wire.up(first.up(handshake())));
    EXPECT_FALSE(wire.up(second.up(handshake())));
    EXPECT_FALSE(wire.down(second.down("more")));
    EXPECT_TRUE(wire.up(web.up("GET / HTTP/1.1\r\n\r\n")));
}

TEST_F(ConnectionCapTest, WithinTheCapTheRulesOtherActionsAreDone) {
    VirtualBox& wire = box(R"(
rules:
  - name: r
    match: { protocol: tcp }
    action: { connections: { most: 1 }, dscp: le }
)");
    Conversation first = talk(1), second = talk(2);
    EXPECT_TRUE(opens(wire, first));
    EXPECT_FALSE(opens(wire, second));
    EXPECT_EQ(wire.worker().counters.marked_packets.get(), 2u);
}

TEST_F(ConnectionCapTest, ANewPolicyWithALowerCapHoldsBackTheSuperfluous) {
    VirtualBox& wire = box(kTwoConnections);
    Conversation first = talk(1), second = talk(2);
    opens(wire, first);
    opens(wire, second);
    wire.publish(R"(
subscribers: [{ id: a, addresses: [198.18.0.1, "2001:db8:1::/56"] }]
rules:
  - { name: r, match: { protocol: tcp }, action: { connections: { most: 1, beyond: drop } } }
)");
    const bool first_passes = wire.up(first.up("data")).has_value();
    const bool second_passes = wire.up(second.up("data")).has_value();
    EXPECT_NE(first_passes, second_passes);
    wire.publish(kTwoConnections);
    EXPECT_TRUE(wire.up(first.up("data")));
    EXPECT_TRUE(wire.up(second.up("data")));
}

TEST_F(ConnectionCapTest, InShadowNothingIsHeldBackAndItIsNotedWhatWouldBe) {
    VirtualBox& wire = box(R"(
rules:
  - name: r
    shadow: true
    match: { protocol: tcp }
    action: { connections: { most: 1, beyond: drop } }
)");
    Conversation first = talk(1), second = talk(2);
    EXPECT_TRUE(opens(wire, first));
    EXPECT_TRUE(opens(wire, second));
    int beyond = 0;
    for (const Flow* flow : wire.flows())
        beyond += flow->enforcement.is_shadow_beyond_cap(Direction::up) &&
                  flow->enforcement.is_shadow_beyond_cap(Direction::down);
    EXPECT_EQ(beyond, 1);
    const uint16_t number = wire.worker().snapshot->rule_number(0);
    EXPECT_EQ(
        wire.worker().rules.of(number, true)[static_cast<size_t>(RuleDeed::capped)].packets.get(),
        2u)
        << "of the second, both ways";
}

TEST_F(ConnectionCapTest, WithoutRoomToCountConnectionsPassAndThatIsCounted) {
    VirtualBox& wire = box(R"(
rules: [{ name: r, match: { protocol: tcp }, action: { connections: { most: 1 } } }]
)",
                           {.connection_caps = 2});
    for (int host = 1; host <= 4; ++host) {
        Conversation one = talk(1, "198.18.0." + std::to_string(host));
        EXPECT_TRUE(opens(wire, one));
    }
    EXPECT_EQ(wire.worker().counters.connection_caps_exhausted.get(), 2u);
    Conversation more = talk(2, "198.18.0.1");
    EXPECT_FALSE(opens(wire, more)) << "who is counted still is";
}

TEST_F(ConnectionCapTest, UdpConversationsAreConnectionsToo) {
    VirtualBox& wire = box(R"(
rules: [{ name: r, match: { protocol: udp }, action: { connections: { most: 3 } } }]
)");
    int passed = 0;
    for (uint16_t port = 1; port <= 10; ++port)
        passed += wire.up(talk(port).udp_up("x")).has_value();
    EXPECT_EQ(passed, 3);
}

}  // namespace
}  // namespace sluice::test
