// SPDX-License-Identifier: Apache-2.0
// What passing packets say of congestion in other networks, as the counters tell it.
#include <map>

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

constexpr uint8_t kEct1 = 1, kEct0 = 2, kCe = 3;
constexpr uint8_t kEce = 0x40, kCwr = 0x80;

// "down ce" to the packets of all labels, or of one; what there was none of is not in it.
using Signs = std::map<std::string, uint64_t>;
Signs signs(VirtualBox& wire, std::optional<Label> of = std::nullopt) {
    static constexpr const char* kNames[] = {"ect1", "ect0", "ce", "ece", "cwr"};
    Signs found;
    for (size_t sign = 0; sign < kEcnSignCount; ++sign)
        for (size_t label = 0; label < kLabelCount; ++label)
            for (size_t direction = 0; direction < kDirectionCount; ++direction) {
                const uint64_t count =
                    wire.worker().counters.ecn_packets[sign][label][direction].get();
                if (count != 0 && (!of || *of == static_cast<Label>(label)))
                    found[(direction == 0 ? "up " : "down ") + std::string(kNames[sign])] += count;
            }
    return found;
}

using Ecn = BoxTest;

TEST_F(Ecn, CodepointsAreCountedAsTheyArriveByDirection) {
    VirtualBox& wire = box("rules: [ { name: behind, match: {}, action: { dscp: le } } ]");
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
    for (const uint8_t codepoint : {uint8_t{0}, kEct0, kEct0, kEct1, kCe})
        wire.up(talk.traffic_class(static_cast<uint8_t>(46 << 2 | codepoint)).udp_up("q"));
    wire.down(talk.traffic_class(kCe).udp_down("a"));
    EXPECT_EQ(signs(wire), (Signs{{"up ect0", 2}, {"up ect1", 1}, {"up ce", 1}, {"down ce", 1}}));
}

TEST_F(Ecn, OfIpv6TheyAreInTheTrafficClass) {
    VirtualBox& wire = box();
    Conversation talk("2001:db8:1::1", 4'000, "2001:db8:ffff::1", 53);
    wire.up(talk.traffic_class(46 << 2 | kCe).udp_up("q"));
    wire.up(talk.traffic_class(46 << 2).udp_up("q"));
    EXPECT_EQ(signs(wire), (Signs{{"up ce", 1}}));
}

TEST_F(Ecn, CongestionOfATunnelIsOfThePacketInside) {
    VirtualBox& wire = box();
    for (const auto& [outer, inner] : {std::pair(kCe, kEct0), {kEct0, kCe}, {kEct0, kEct0}}) {
        Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 53);
        talk.inside(Frame().ethernet().ipv4("192.0.2.1", "192.0.2.2").traffic_class(outer).gre());
        wire.up(talk.traffic_class(inner).udp_up("q"));
    }
    EXPECT_EQ(signs(wire), (Signs{{"up ce", 2}, {"up ect0", 1}}));
}

TEST_F(Ecn, TcpsAnswersAreCountedButNotTheAgreementToGiveThem) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 80);
    wire.up(talk.up({}, tcp_flag::kSyn | kEce | kCwr));
    wire.down(talk.down({}, tcp_flag::kSyn | tcp_flag::kAck | kEce));
    EXPECT_EQ(signs(wire), Signs{}) << "RFC 3168, section 6.1.1";
    wire.up(talk.up({}, tcp_flag::kAck | kEce));
    wire.up(talk.up({}, tcp_flag::kAck | kEce));
    wire.down(talk.traffic_class(kEct0).down("x", tcp_flag::kAck | kCwr));
    EXPECT_EQ(signs(wire), (Signs{{"up ece", 2}, {"down cwr", 1}, {"down ect0", 1}}));
}

TEST_F(Ecn, TheyAreOfTheLabelOfTheTimeAndOfWhatIsDroppedToo) {
    VirtualBox& wire =
        box("rules: [ { name: no-peers, match: { label: bittorrent.peer, direction: up }, "
            "action: drop } ]");
    Conversation talk("198.18.0.1", 4'000, "203.0.113.1", 6'881);
    talk.traffic_class(kCe);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.up());
    EXPECT_FALSE(wire.up(talk.up(handshake())));
    EXPECT_EQ(signs(wire, Label::unknown), (Signs{{"up ce", 2}, {"down ce", 1}}));
    EXPECT_EQ(signs(wire, Label::bittorrent_peer), (Signs{{"up ce", 1}}));
}

TEST_F(Ecn, WhatHasNoFlowSaysNothing) {
    VirtualBox& wire = box("rules: []", {.flows = 1});
    wire.up(Conversation("198.18.0.1", 4'000, "203.0.113.1", 53).udp_up("q"));
    Conversation talk("198.18.0.1", 4'001, "203.0.113.1", 53);
    wire.up(talk.traffic_class(kCe).udp_up("q"));
    wire.up(Frame().ethernet().ethertype(0x0806).bytes());
    EXPECT_EQ(signs(wire), Signs{});
}

}  // namespace
}  // namespace sluice::test
