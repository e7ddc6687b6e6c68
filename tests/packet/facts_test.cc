// SPDX-License-Identifier: Apache-2.0
// Rules that ask what a flow does: they hold from the packet on that shows it.
#include "tests/packet/box_test.h"
#include "tests/packet/peer_talk.h"

namespace sluice::test {
namespace {

// IP-layer bytes: 20 + 8 + 972.
const std::string kPayload(972, 'x');

class FactsTest : public BoxTest {
 protected:
    static uint64_t decisions(VirtualBox& wire) { return wire.worker().counters.decisions.get(); }
    // Flows that the rule has decided, in shadow or not.
    static uint64_t decided(VirtualBox& wire, const std::string& rule, bool shadow = false) {
        const uint16_t number = wire.subscribers().names().rules.number(rule);
        return wire.worker()
            .rules.of(number, shadow)[static_cast<size_t>(RuleDeed::decided)]
            .packets.get();
    }
    static FrameBytes datagram(uint16_t port = 1, const std::string& subscriber = "198.18.0.1") {
        return Conversation(subscriber, port, "198.18.1.1", 9).udp_up(kPayload);
    }
};

constexpr std::string_view kNoSeeding = R"(
rules:
  - { name: r, match: { label: bittorrent, role: seed, direction: up }, action: drop }
)";

TEST_F(FactsTest, ASeedIsHeldBackFromThePacketOnThatShowsIt) {
    VirtualBox& wire = box(kNoSeeding);
    Conversation talk("198.18.0.1", 6'881, "198.18.1.1", 40'000);
    EXPECT_TRUE(wire.down(talk.down({}, tcp_flag::kSyn)));
    EXPECT_TRUE(wire.up(talk.up({}, tcp_flag::kSyn | tcp_flag::kAck)));
    EXPECT_TRUE(wire.down(talk.down(handshake() + kEmptyBitfield)));
    EXPECT_TRUE(wire.up(talk.up(handshake())));
    EXPECT_FALSE(wire.up(talk.up(kFullBitfield)));
    EXPECT_FALSE(wire.up(talk.up(kUnchoke)));
    EXPECT_TRUE(wire.down(talk.down(kInterested))) << "downwards nobody asked";
    EXPECT_EQ(wire.worker().classifier.walkers_in_use(), 1u);
}

TEST_F(FactsTest, ABitfieldThatComesInPiecesShowsItWithTheLast) {
    VirtualBox& wire = box(kNoSeeding);
    Conversation talk("198.18.0.1", 6'881, "198.18.1.1", 40'000);
    wire.down(talk.down({}, tcp_flag::kSyn));
    wire.up(talk.up({}, tcp_flag::kSyn | tcp_flag::kAck));
    wire.down(talk.down(handshake()));
    EXPECT_TRUE(wire.up(talk.up(handshake() + kFullBitfield.substr(0, 6))));
    EXPECT_FALSE(wire.up(talk.up(kFullBitfield.substr(6))));
}

TEST_F(FactsTest, ALeechIsNotTouchedByARuleAboutSeeds) {
    VirtualBox& wire = box(kNoSeeding);
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    download(wire, talk, 2);
    EXPECT_EQ(wire.dropped(DropReason::rule), 0u);
    EXPECT_EQ(wire.flows()[0]->decision[0].rule, Decision::kNoRule);
}

TEST_F(FactsTest, ARunningSeedsFlowIsFoundByANewPolicy) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 6'881, "198.18.1.1", 40'000);
    wire.down(talk.down({}, tcp_flag::kSyn));
    wire.up(talk.up({}, tcp_flag::kSyn | tcp_flag::kAck));
    wire.down(talk.down(handshake()));
    wire.up(talk.up(handshake() + kFullBitfield));
    wire.publish(kNoSeeding);
    EXPECT_FALSE(wire.up(talk.up({})));
}

TEST_F(FactsTest, AMessageIsSeenFromItsOwnPacketOn) {
    VirtualBox& wire = box(R"(
rules:
  - { name: r, match: { label: bittorrent, message: [bitfield, have_all] }, action: drop }
)");
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    EXPECT_TRUE(wire.up(talk.syn()));
    EXPECT_TRUE(wire.down(talk.syn_ack()));
    EXPECT_TRUE(wire.up(talk.up(handshake())));
    EXPECT_TRUE(wire.down(talk.down(handshake() + kInterested)));
    EXPECT_FALSE(wire.up(talk.up(kFullBitfield)));
    EXPECT_FALSE(wire.up(talk.up(kUnchoke)));
    EXPECT_TRUE(wire.down(talk.down(kInterested))) << "that way none was sent";
}

TEST_F(FactsTest, WhatNodesOfTheDhtSayIsSeenToo) {
    VirtualBox& wire = box(R"(
rules:
  - { name: r, match: { label: bittorrent.dht, message: announce_peer_request }, action: drop }
)");
    const std::string id(20, 'i');
    const Conversation talk("198.18.0.1", 6'881, "198.18.1.1", 6'881);
    const auto ping = talk.udp_up("d1:ad2:id20:" + id + "e1:q4:ping1:t2:aa1:y1:qe");
    const auto pong = talk.udp_down("d1:rd2:id20:" + id + "e1:t2:aa1:y1:re");
    const auto announce = talk.udp_up("d1:ad2:id20:" + id + "9:info_hash20:" + id +
                                      "4:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:ab1:"
                                      "y1:qe");
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(wire.up(ping));
        EXPECT_TRUE(wire.down(pong));
    }
    EXPECT_FALSE(wire.up(announce));
    EXPECT_FALSE(wire.up(ping)) << "it has announced";
    EXPECT_TRUE(wire.down(pong));
}

TEST_F(FactsTest, ALargeFlowIsHeldBackOnceItIsLarge) {
    VirtualBox& wire = box(R"(
rules: [{ name: r, match: { over: { bytes: 10kB } }, action: drop }]
)");
    int passed = 0;
    for (int i = 0; i < 30; ++i)
        passed += wire.up(datagram()).has_value();
    EXPECT_EQ(passed, 11) << "10,000 bytes are not more than 10 kB";
    EXPECT_TRUE(wire.up(datagram(2))) << "another flow";
    EXPECT_EQ(decided(wire, "r"), 1u);
    EXPECT_LE(decisions(wire), 4u);
}

TEST_F(FactsTest, BothDirectionsBytesCountTogetherAndWithinABurst) {
    VirtualBox& wire = box(R"(
rules: [{ name: r, match: { over: { bytes: 10kB } }, action: drop }]
)");
    const auto down = Conversation("198.18.0.1", 1, "198.18.1.1", 9).udp_down(kPayload);
    std::vector<Arrival> arrivals;
    for (int i = 0; i < 6; ++i) {
        arrivals.push_back({.bytes = datagram(), .port = 0, .verdict = {}});
        arrivals.push_back({.bytes = down, .port = 1, .verdict = {}});
    }
    wire.send(arrivals);
    EXPECT_FALSE(wire.up(datagram()));
    EXPECT_FALSE(wire.down(down));
}

TEST_F(FactsTest, AnOldFlowIsHeldBackWithinASecond) {
    VirtualBox& wire = box(R"(
rules: [{ name: r, match: { over: { age: 5s } }, action: drop }]
)");
    int passed = 0;
    for (int i = 0; i < 100; ++i) {
        passed += wire.up(datagram()).has_value();
        wire.pass_ns(100'000'000);
    }
    EXPECT_GE(passed, 50);
    EXPECT_LE(passed, 61);
    EXPECT_LE(decisions(wire), 11u) << "once a second";
    EXPECT_TRUE(wire.up(datagram(2)));
}

TEST_F(FactsTest, AHomeWithManyConnectionsIsHeldBackUntilItHasFewer) {
    VirtualBox& wire = box(R"(
rules: [{ name: r, match: { over: { connections: 3 } }, action: drop }]
)");
    for (uint16_t port = 1; port <= 3; ++port)
        EXPECT_TRUE(wire.up(datagram(port)));
    EXPECT_FALSE(wire.up(datagram(4))) << "the fourth is one more than three";
    EXPECT_TRUE(wire.up(datagram(4, "198.18.0.2"))) << "a neighbour's";
    wire.pass_ns(1'000'000'000);
    EXPECT_FALSE(wire.up(datagram(1)));
    for (int i = 0; i < 40; ++i) {
        wire.wait_ms(1'000);
        wire.up(datagram(1));
    }
    EXPECT_EQ(wire.flows().size(), 1u);
    EXPECT_TRUE(wire.up(datagram(1)));
}

TEST_F(FactsTest, FlowsFromBeforeThePolicyAreCountedWithTheOthers) {
    VirtualBox& wire = box();
    for (uint16_t port = 1; port <= 4; ++port)
        wire.up(datagram(port));
    wire.publish("rules: [{ name: r, match: { over: { connections: 3 } }, action: drop }]");
    wire.wait_ms(1'000);
    EXPECT_FALSE(wire.up(datagram(1)));
}

TEST_F(FactsTest, ALinksRuleHoldsForItsLinkAlone) {
    VirtualBox& wire =
        box("rules: [{ name: r, match: { link: pop2 }, action: drop }]",
            {.pair_realms = {0, 1}, .pair_links = {0, 1}, .links = {{"pop1", {}}, {"pop2", {}}}});
    EXPECT_TRUE(wire.up(datagram(), 0));
    EXPECT_FALSE(wire.up(datagram(), 1));
}

TEST_F(FactsTest, WhereNoRuleAsksAFlowDecidesOnce) {
    VirtualBox& wire = box("rules: [{ name: r, match: { protocol: tcp }, action: drop }]");
    for (int i = 0; i < 100; ++i) {
        wire.up(datagram());
        wire.wait_ms(500);
        wire.set_wall_time(1'000'000'000 + 86'400 * i);
    }
    EXPECT_EQ(decisions(wire), 1u);
}

TEST_F(FactsTest, AFlowIsCountedOnceForARuleWhateverItDecidesAgainFor) {
    constexpr std::string_view kPolicy = R"(
rules:
  - { name: small, match: { over: { age: 60s } }, action: forward }
  - { name: all, match: { protocol: udp }, action: { dscp: le } }
)";
    VirtualBox& wire = box(kPolicy);
    for (int second = 0; second < 20; ++second) {
        wire.up(datagram(1));
        wire.up(datagram(2));
        wire.down(Conversation("198.18.0.1", 2, "198.18.1.1", 9).udp_down("x"));
        wire.pass_ns(1'000'000'000);
    }
    EXPECT_EQ(decided(wire, "all"), 2u);
    wire.publish(kPolicy);
    wire.up(datagram(1));
    EXPECT_EQ(decided(wire, "all"), 2u) << "the same rule of the next revision";
    EXPECT_EQ(decided(wire, "small"), 0u);
}

TEST_F(FactsTest, ARuleInShadowIsCountedApartAndTouchesNothing) {
    VirtualBox& wire = box(R"(
rules:
  - { name: watched, shadow: true, match: { protocol: udp }, action: drop }
  - { name: done, match: { protocol: udp }, action: { dscp: le } }
)");
    for (int i = 0; i < 5; ++i)
        EXPECT_TRUE(wire.up(datagram()));
    EXPECT_EQ(decided(wire, "watched", true), 1u);
    EXPECT_EQ(decided(wire, "watched", false), 0u);
    EXPECT_EQ(decided(wire, "done"), 1u);
    EXPECT_EQ(wire.worker().counters.marked_packets.get(), 5u);
}

}  // namespace
}  // namespace sluice::test
