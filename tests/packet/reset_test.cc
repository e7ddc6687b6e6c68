// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "classifier/wire/utp.h"
#include "dataplane/answers/reset_numbers.h"
#include "tests/packet/box_test.h"
#include "tests/packet/tcp_end.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice::test {
namespace {

constexpr std::string_view kResetPeers = R"(
rules:
  - { name: no-peers, match: { label: bittorrent }, action: { reset: both } }
)";
constexpr std::string_view kResetPort = R"(
rules:
  - { name: no-6881, match: { port: 6881 }, action: { reset: both } }
)";

class Reset : public BoxTest {
 protected:
    static TcpScene scene(VirtualBox& wire, bool tap = false,
                          const Frame& around = Frame().ethernet(), uint16_t remote_port = 6'881) {
        return {
            wire, tap,
            TcpEnd("198.18.0.1", 40'000, "198.18.1.1", remote_port, 0xffffff00)
                .inside(around)
                .ttl(61),
            TcpEnd("198.18.1.1", remote_port, "198.18.0.1", 40'000, 7'000).inside(around).ttl(52)};
    }
    static uint64_t packets(VirtualBox& wire, RuleDeed deed) {
        Worker& worker = wire.worker();
        return worker.rules.of(worker.snapshot->rule_number(0), false)[static_cast<size_t>(deed)]
            .packets.get();
    }
    static ParsedPacket parsed(const FrameBytes& frame) {
        ParsedPacket out;
        parse_packet(frame, static_cast<uint32_t>(frame.size()), TunnelView::inner, out);
        return out;
    }
};

TEST_F(Reset, ThePacketThatTriggersItDoesNotPassAndBothEndsAreResetAtOnce) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene talk = scene(wire);
    talk.open();
    EXPECT_EQ(talk.server.state(), TcpEnd::State::established);
    EXPECT_FALSE(talk.up(talk.subscriber.data(handshake())));
    EXPECT_TRUE(talk.both_reset());
    EXPECT_EQ(talk.subscriber.challenges() + talk.server.challenges(), 0);
    EXPECT_EQ(wire.dropped(DropReason::reset), 1u);
    EXPECT_EQ(packets(wire, RuleDeed::reset), 1u);
    EXPECT_EQ(wire.worker().counters.reset_segments.get(), 2u);
}

TEST_F(Reset, OnlyTheEndThatTheRuleNamesIsTold) {
    for (const bool subscriber : {true, false}) {
        VirtualBox& wire = box(std::string(R"(
rules:
  - { name: r, match: { label: bittorrent }, action: { reset: )") +
                               (subscriber ? "subscriber" : "remote") + " } }");
        TcpScene talk = scene(wire);
        talk.open();
        EXPECT_FALSE(talk.up(talk.subscriber.data(handshake())));
        EXPECT_EQ(talk.subscriber.was_reset(), subscriber);
        EXPECT_EQ(talk.server.was_reset(), !subscriber);
        EXPECT_FALSE(talk.down(talk.server.data("anybody there?")));
    }
}

// The subscriber's frames back out of the access port, the server's on by the core port; each with
// the time to live that the other's packets have here.
TEST_F(Reset, LooksAsIfTheOtherEndHadSentIt) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene talk = scene(wire);
    talk.open();
    const FrameBytes trigger = talk.subscriber.data(handshake());
    EXPECT_FALSE(wire.up(trigger));
    ASSERT_EQ(wire.answers_by(0).size(), 1u);
    ASSERT_EQ(wire.answers_by(1).size(), 1u);
    const FrameBytes& to_subscriber = wire.answers_by(0)[0];
    const FrameBytes& to_server = wire.answers_by(1)[0];
    EXPECT_EQ(to_subscriber[14 + 8], 52);
    EXPECT_EQ(to_server[14 + 8], 61);
    EXPECT_TRUE(std::equal(trigger.begin(), trigger.begin() + 12, to_server.begin()));
    EXPECT_TRUE(std::equal(trigger.begin(), trigger.begin() + 6, to_subscriber.begin() + 6));
    EXPECT_EQ(parsed(to_subscriber).source, address("198.18.1.1"));
    EXPECT_EQ(parsed(to_server).source, address("198.18.0.1"));
}

TEST_F(Reset, ReachesBothEndsThroughEveryLink) {
    const std::vector<std::pair<std::string, Frame>> links = {
        {"vlan", Frame().ethernet().vlan(100)},
        {"qinq", Frame().ethernet().vlan(100, 0x88a8).vlan(7)},
        {"pppoe", Frame().ethernet().vlan(7).pppoe()},
        {"mpls", Frame().ethernet().mpls(16).mpls(17)},
        {"vxlan", Frame()
                      .ethernet()
                      .ipv4("203.0.113.1", "203.0.113.2")
                      .udp(50'000, 4'789)
                      .vxlan()
                      .ethernet()},
    };
    for (const auto& [name, around] : links) {
        SCOPED_TRACE(name);
        VirtualBox& wire = box(kResetPeers);
        TcpScene talk = scene(wire, false, around);
        talk.open();
        const FrameBytes trigger = talk.subscriber.data(handshake());
        EXPECT_FALSE(talk.up(trigger));
        EXPECT_TRUE(talk.both_reset());
    }
}

TEST_F(Reset, CountsWhatIsOnItsWayToTheSender) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene talk = scene(wire);
    talk.open();
    // The subscriber has not seen the server's bytes when it sends its own.
    const FrameBytes trigger = talk.subscriber.data("x");
    EXPECT_TRUE(talk.down(talk.server.data("220 hello")));
    wire.publish(kResetPort);
    EXPECT_FALSE(talk.up(trigger));
    EXPECT_TRUE(talk.both_reset());
}

// Bytes that passed the box did not arrive: the end asks, and gets its answer.
TEST_F(Reset, AnEndThatMissedBytesIsAnsweredExactlyWhenItAsks) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene talk = scene(wire);
    talk.open();
    talk.down_and_lost(talk.server.data("lost"));
    EXPECT_FALSE(talk.up(talk.subscriber.data(handshake())));
    EXPECT_TRUE(talk.both_reset());
    EXPECT_LE(talk.subscriber.challenges(), 1);
}

TEST_F(Reset, WhatStillArrivesIsAnsweredAgainButNotForEver) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene talk = scene(wire);
    talk.open();
    wire.up(talk.subscriber.data(handshake()));  // and both resets are lost
    wire.answers_by(0).clear();
    wire.answers_by(1).clear();
    EXPECT_FALSE(talk.up(talk.subscriber.data("more")));
    EXPECT_TRUE(talk.both_reset());

    for (int packet = 0; packet < 1'000; ++packet)
        EXPECT_FALSE(wire.up(talk.subscriber.data("deaf")));
    EXPECT_LE(wire.worker().counters.reset_segments.get(), 2u * 16 + 2);
    EXPECT_EQ(wire.worker().counters.answers_withheld.get(), 1'002u - 16);
    EXPECT_EQ(wire.dropped(DropReason::reset), 1'002u);
}

// It says what is to be said; and an answer to it would never end.
TEST_F(Reset, ResetsOfTheEndsThemselvesPass) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene talk = scene(wire);
    talk.open();
    wire.up(talk.subscriber.data(handshake()));
    const uint64_t sent = wire.worker().counters.reset_segments.get();
    EXPECT_TRUE(wire.down(talk.server.own_reset()));
    EXPECT_TRUE(wire.up(talk.subscriber.own_reset()));
    EXPECT_EQ(wire.worker().counters.reset_segments.get(), sent);
}

// The rule is asked at the SYN; but who sent that may be anybody.
TEST_F(Reset, ByPortTheConnectionNeverOpens) {
    VirtualBox& wire = box(kResetPort);
    TcpScene talk = scene(wire);
    talk.open();
    EXPECT_TRUE(talk.both_reset());
    EXPECT_EQ(talk.subscriber.challenges() + talk.server.challenges(), 0);
}

TEST_F(Reset, AFloodOfSynsIsNotReflected) {
    VirtualBox& wire = box(kResetPort);
    for (uint16_t port = 1'000; port < 2'000; ++port) {
        Conversation from_anybody("198.18.0.1", port, "198.18.1.1", 6'881);
        wire.up(from_anybody.syn());
        wire.up(from_anybody.syn());
    }
    // Nor are segments of connections that nobody has seen begin.
    for (uint16_t port = 2'000; port < 3'000; ++port)
        wire.down(Conversation("198.18.0.2", port, "198.18.1.1", 6'881).down("ack flood"));
    EXPECT_EQ(wire.worker().counters.reset_segments.get(), 0u);
    EXPECT_EQ(wire.worker().counters.answers_withheld.get(), 3'000u);
}

TEST_F(Reset, AConnectionSeenOneWayAloneIsResetOnceItGoesOn) {
    VirtualBox& wire = box(kResetPort);
    TcpEnd subscriber("198.18.0.1", 40'000, "198.18.1.1", 6'881, 1'000);
    EXPECT_TRUE(wire.up(subscriber.data("first")));
    EXPECT_FALSE(wire.up(subscriber.data("second")));
    EXPECT_EQ(wire.answers_by(0).size(), 1u);
    ASSERT_EQ(wire.answers_by(1).size(), 1u);
    EXPECT_EQ(parsed(wire.answers_by(1)[0]).tcp_sequence, 1'005u);
}

TEST_F(Reset, TheNextConnectionBetweenTheSameEndsIsLookedAtAnew) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene talk = scene(wire);
    talk.open();
    talk.up(talk.subscriber.data(handshake()));
    ASSERT_TRUE(talk.both_reset());
    TcpScene next = scene(wire);
    next.open();
    EXPECT_EQ(next.server.state(), TcpEnd::State::established);
    EXPECT_TRUE(next.up(next.subscriber.data("GET / HTTP/1.1\r\nHost: a\r\n\r\n")));
}

TEST_F(Reset, OtherConnectionsBetweenTheSameEndsAreNotTouched) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene web = scene(wire, false, Frame().ethernet(), 80);
    TcpScene peers = scene(wire);
    web.open();
    peers.open();
    peers.up(peers.subscriber.data(handshake()));
    EXPECT_TRUE(peers.both_reset());
    for (int i = 0; i < 20; ++i) {
        const FrameBytes request = web.subscriber.data("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        EXPECT_EQ(wire.up(request), request);
    }
    EXPECT_EQ(web.subscriber.state(), TcpEnd::State::established);
}

// A packet that comes before the trigger in its burst has passed when the reset gets there.
TEST_F(Reset, CountsThePacketsOfItsOwnBurst) {
    VirtualBox& wire = box(kResetPeers);
    TcpScene talk = scene(wire);
    talk.open();
    // A handshake in three segments: the last completes it, and then comes one more.
    const std::string whole = handshake();
    std::vector<Arrival> burst;
    for (const std::string& part : {whole.substr(0, 10), whole.substr(10, 30), whole.substr(40)})
        burst.push_back({.bytes = talk.subscriber.data(part), .port = 0, .verdict = {}});
    burst.push_back({.bytes = talk.subscriber.data("after"), .port = 0, .verdict = {}});
    const std::vector<FrameBytes> sent{burst[0].bytes, burst[1].bytes};
    wire.send(burst);
    size_t passed = 0;
    while (passed < burst.size() && burst[passed].fate == Fate::forwarded)
        talk.server.receive(burst[passed++].bytes);
    ASSERT_LT(passed, 4u);
    EXPECT_EQ(burst[3].drop, DropReason::reset);
    talk.server.receive(wire.answers_by(1)[0]);
    EXPECT_TRUE(talk.server.was_reset());
    EXPECT_EQ(talk.server.challenges(), 0);
}

TEST_F(Reset, WhereNobodyTurnsBackThroughATunnelTheOneEndIsTold) {
    VirtualBox& wire = box(kResetPeers);
    const Frame around =
        Frame().ethernet().ipv4("203.0.113.1", "203.0.113.2").udp(2152, 2152).gtp_u();
    TcpScene talk = scene(wire, false, around);
    talk.open();
    EXPECT_FALSE(talk.up(talk.subscriber.data(handshake())));
    EXPECT_TRUE(talk.server.was_reset());
    EXPECT_FALSE(talk.subscriber.was_reset());
    EXPECT_EQ(wire.worker().counters.answers_without_a_way.get(), 1u);
    EXPECT_FALSE(talk.down(talk.server.data("late"))) << "that one is answered to it the same way";
    EXPECT_FALSE(talk.down(talk.server.data("late")));
}

class TapReset : public Reset {
 protected:
    static BoxSettings beside() { return {.tap = true}; }
};

TEST_F(TapReset, RacesTheRealTrafficAndResetsBothEnds) {
    VirtualBox& wire = box(kResetPeers, beside());
    TcpScene talk = scene(wire, true);
    talk.open();
    EXPECT_TRUE(talk.up(talk.subscriber.data(handshake())));
    EXPECT_TRUE(talk.both_reset());
    EXPECT_TRUE(wire.left_by(1).empty());
    EXPECT_GT(wire.worker().counters.reset_segments.get(), 1u);
    EXPECT_EQ(wire.worker().counters.observed_packets[0].get(), 3u);
    EXPECT_EQ(wire.dropped(DropReason::reset), 0u);
}

// More has arrived than the box saw when it sent its resets.
TEST_F(TapReset, AChallengeAckLeadsToTheExactNumber) {
    VirtualBox& wire = box(kResetPeers, beside());
    TcpScene talk = scene(wire, true);
    talk.open();
    const FrameBytes trigger = talk.subscriber.data(handshake());
    const FrameBytes overtakes = talk.subscriber.data("overtakes the reset");
    talk.server.receive(trigger);
    talk.server.receive(overtakes);
    talk.up(trigger);
    EXPECT_TRUE(talk.both_reset());
}

// As many frames for each of them would only delay those that other flows wait for.
TEST_F(TapReset, OfAFlowsPacketsInABurstTheLastAloneIsAnswered) {
    VirtualBox& wire = box(kResetPeers, beside());
    TcpScene talk = scene(wire, true);
    talk.open();
    std::vector<Arrival> burst;
    for (const std::string& payload : {handshake(), std::string("more"), std::string("and more")})
        burst.push_back({.bytes = talk.subscriber.data(payload), .port = 0, .verdict = {}});
    for (const Arrival& arrival : burst)
        talk.server.receive(arrival.bytes);
    wire.send(burst);
    std::vector<FrameBytes>& answers = wire.answers_by(wire.inject_port());
    EXPECT_LE(answers.size(), 2 * ResetLadder::kMost);
    EXPECT_EQ(packets(wire, RuleDeed::reset), 3u) << "what the rule was about";
    for (const FrameBytes& answer : answers) {
        talk.server.receive(answer);
        talk.subscriber.receive(answer);
    }
    EXPECT_TRUE(talk.both_reset());
    EXPECT_EQ(talk.server.challenges(), 0) << "the first that it gets is exact";
}

TEST_F(TapReset, APacketWithoutNumbersDoesNotTakeThePlaceOfOneThatHasThem) {
    VirtualBox& wire = box(kResetPeers, beside());
    TcpScene talk = scene(wire, true);
    talk.open();
    const FrameBytes trigger = talk.subscriber.data(handshake());
    FrameBytes fragment = talk.subscriber.data("twelve bytes");
    fragment[14 + 6] = 0x20;  // RFC 791: more fragments, after so many eights of bytes
    talk.server.receive(trigger);
    std::vector<Arrival> burst = {{.bytes = trigger, .port = 0, .verdict = {}},
                                  {.bytes = fragment, .port = 0, .verdict = {}}};
    wire.send(burst);
    for (const FrameBytes& answer : wire.answers_by(wire.inject_port())) {
        talk.server.receive(answer);
        talk.subscriber.receive(answer);
    }
    EXPECT_TRUE(talk.both_reset());
}

TEST_F(TapReset, KnowsWhatItHasInjectedWhenAMirrorShowsIt) {
    VirtualBox& wire = box(kResetPeers, beside());
    TcpScene talk = scene(wire, true);
    talk.open();
    wire.up(talk.subscriber.data(handshake()));
    const std::vector<FrameBytes> injected = wire.answers_by(wire.inject_port());
    ASSERT_FALSE(injected.empty());
    const Flow before = *wire.flows()[0];
    for (const FrameBytes& answer : injected) {
        const bool to_server = parsed(answer).destination == address("198.18.1.1");
        if (to_server)
            wire.up(answer);
        else
            wire.down(answer);
    }
    EXPECT_EQ(wire.odd(Oddity::own_answer), injected.size());
    EXPECT_EQ(wire.answers_by(wire.inject_port()).size(), injected.size());
    EXPECT_EQ(wire.flows()[0]->packets, before.packets);
}

TEST_F(TapReset, AMirrorOfOneDirectionIsEnough) {
    VirtualBox& wire = box(kResetPeers, beside());
    TcpEnd subscriber("198.18.0.1", 40'000, "198.18.1.1", 6'881, 1'000);
    TcpEnd server("198.18.1.1", 6'881, "198.18.0.1", 40'000, 7'000);
    const auto syn = subscriber.syn();
    const auto syn_ack = server.receive(syn);
    const auto ack = subscriber.receive(*syn_ack);
    server.receive(*ack);
    const FrameBytes data = subscriber.data(handshake());
    server.receive(data);
    for (const FrameBytes& frame : {syn, *ack, data})
        wire.up(frame);
    for (const FrameBytes& answer : wire.answers_by(wire.inject_port())) {
        subscriber.receive(answer);
        server.receive(answer);
    }
    EXPECT_TRUE(subscriber.was_reset());
    EXPECT_TRUE(server.was_reset());
}

TEST_F(TapReset, PacketsThatTheMirrorShowsTwiceOrNotAtAllDoNoHarm) {
    VirtualBox& wire = box(kResetPeers, beside());
    TcpScene talk = scene(wire, true);
    talk.open();
    // The mirror misses what the server says, and shows the trigger twice.
    talk.subscriber.receive(talk.server.data("unseen"));
    const FrameBytes trigger = talk.subscriber.data(handshake());
    talk.server.receive(trigger);
    wire.up(trigger);
    talk.up(trigger);
    EXPECT_TRUE(talk.both_reset());
}

// BEP 29: a conversation of uTP, whose ends know each other by connection ids.
FrameBytes utp(bool up, uint8_t type, uint16_t id, uint16_t sequence, uint16_t acknowledged,
               std::string_view payload = {}) {
    Frame frame =
        Frame().ethernet().ipv4(up ? "198.18.0.1" : "198.18.1.1", up ? "198.18.1.1" : "198.18.0.1");
    std::string datagram(20, '\0');
    datagram[0] = static_cast<char>(type << 4 | 1);
    const auto put = [&](size_t at, uint16_t value) {
        datagram[at] = static_cast<char>(value >> 8);
        datagram[at + 1] = static_cast<char>(value);
    };
    put(2, id);
    datagram[7] = static_cast<char>(sequence);  // the clock runs
    put(14, 0x4000);
    put(16, sequence);
    put(18, acknowledged);
    datagram += payload;
    return frame.udp(up ? 40'000 : 6'881, up ? 6'881 : 40'000).payload(datagram).bytes();
}

TEST_F(Reset, AUtpConnectionIsResetInItsOwnWay) {
    VirtualBox& wire = box(kResetPeers);
    constexpr uint8_t kState = 2, kSyn = 4;
    EXPECT_TRUE(wire.up(utp(true, kSyn, 500, 1, 0)));
    EXPECT_FALSE(wire.down(utp(false, kState, 500, 900, 1))) << "now it is known to be uTP";
    ASSERT_EQ(wire.flows_labelled(Label::bittorrent_utp), 1u);
    ASSERT_EQ(wire.answers_by(0).size(), 1u);
    // What it was told by was not known to be uTP yet, so which of two it receives with is open.
    ASSERT_EQ(wire.answers_by(1).size(), 2u);
    const auto reset = [&](uint16_t port, size_t number = 0) {
        const FrameBytes& frame = wire.answers_by(port)[number];
        const ParsedPacket in = parsed(frame);
        return parse_utp(Bytes(frame).subspan(in.payload_offset, in.payload_length));
    };
    ASSERT_TRUE(reset(0));
    ASSERT_TRUE(reset(1));
    EXPECT_EQ(reset(0)->type, UtpType::reset);
    EXPECT_EQ(reset(0)->connection_id, 500) << "the subscriber began it, and receives with it";
    EXPECT_EQ(reset(1)->connection_id, 499);
    EXPECT_EQ(reset(1, 1)->connection_id, 501);
    EXPECT_EQ(reset(0)->acknowledged, 1) << "the SYN, the last that it has sent";
    for (const size_t number : {0u, 1u}) {
        // 900 is what its first data will have: libtorrent does not believe who has seen that.
        EXPECT_EQ(reset(1, number)->acknowledged, 899);
        EXPECT_EQ(reset(1, number)->sequence, 2);
    }
    EXPECT_EQ(wire.dropped(DropReason::reset), 1u);

    constexpr uint8_t kReset = 3;
    const uint64_t sent = wire.worker().counters.utp_resets.get();
    EXPECT_TRUE(wire.up(utp(true, kReset, 501, 2, 899))) << "an end's own, as TCP's passes";
    EXPECT_FALSE(wire.up(utp(true, kReset, 501, 2, 899, "and more"))) << "which no reset carries";
    EXPECT_EQ(wire.dropped(DropReason::reset), 2u);
    EXPECT_EQ(wire.worker().counters.utp_resets.get(), sent) << "neither is answered";
}

// DHT, of the same ports: a reset of uTP cannot fit to it.
TEST_F(TapReset, AUtpPacketIsAnsweredThoughDhtFollowsItInItsBurst) {
    VirtualBox& wire = box(kResetPeers, beside());
    constexpr uint8_t kData = 0, kState = 2, kSyn = 4;
    wire.up(utp(true, kSyn, 500, 1, 0));
    wire.down(utp(false, kState, 500, 900, 1));
    ASSERT_EQ(wire.flows_labelled(Label::bittorrent_utp), 1u);
    wire.answers_by(wire.inject_port()).clear();
    const FrameBytes dht = Frame()
                               .ethernet()
                               .ipv4("198.18.0.1", "198.18.1.1")
                               .udp(40'000, 6'881)
                               .payload("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe")
                               .bytes();
    std::vector<Arrival> burst = {
        {.bytes = utp(true, kData, 501, 2, 899, "bytes"), .port = 0, .verdict = {}},
        {.bytes = dht, .port = 0, .verdict = {}}};
    wire.send(burst);
    EXPECT_FALSE(wire.answers_by(wire.inject_port()).empty());
    EXPECT_EQ(burst[1].fate, Fate::observed);
}

}  // namespace
}  // namespace sluice::test
