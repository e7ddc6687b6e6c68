// SPDX-License-Identifier: Apache-2.0
#include "classifier/bytes.h"
#include "dataplane/checksum.h"
#include "tests/packet/box_test.h"
#include "tests/unit/dataplane/encapsulations.h"

namespace sluice::test {
namespace {

using Rules = BoxTest;

constexpr uint8_t kExpedited = 46;  // RFC 3246

TEST_F(Rules, NeverTouchComesBeforeEveryRule) {
    VirtualBox& wire = box(R"(
never_touch:
  - { protocol: tcp, port: 179 }
rules:
  - { name: nothing, match: {}, action: drop }
)");
    Conversation bgp("198.18.0.1", 40'000, "198.18.1.1", 179);
    Conversation web("198.18.0.1", 40'000, "198.18.1.1", 80);
    EXPECT_TRUE(wire.up(bgp.syn()));
    EXPECT_TRUE(wire.down(bgp.syn_ack()));
    EXPECT_FALSE(wire.up(web.syn()));
    EXPECT_EQ(wire.dropped(DropReason::rule), 1u);
}

TEST_F(Rules, OfADirectionLeaveTheOtherAlone) {
    VirtualBox& wire = box(R"(
rules:
  - { name: no-uploads, match: { direction: up, protocol: udp }, action: drop }
)");
    const Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    EXPECT_FALSE(wire.up(talk.udp_up("x")));
    EXPECT_TRUE(wire.down(talk.udp_down("x")));
}

TEST_F(Rules, KnowTiersGroupsPrefixesAndPorts) {
    VirtualBox& wire = box(R"(
tiers:
  bronze: { up: 10mbps, down: 10mbps }
  gold: { up: 1gbps, down: 1gbps }
subscribers:
  - { id: a, tier: bronze, addresses: [198.18.0.1] }
  - { id: b, tier: gold, addresses: [198.18.0.2] }
  - { id: c, tier: gold, group: hosting, addresses: [198.18.0.3, "2001:db8:3::/56"] }
rules:
  - { name: by-tier, match: { tier: bronze, port: 1001 }, action: drop }
  - { name: by-group, match: { group: hosting, port: 1002 }, action: drop }
  - { name: by-prefix, match: { remote_prefix: 203.0.113.0/24 }, action: drop }
  - { name: by-ports, match: { protocol: udp, subscriber_port: 5000-5009 }, action: drop }
)",
                           {.workers = 2});
    const auto passes = [&](const std::string& from, uint16_t port, const std::string& to,
                            uint16_t remote_port) {
        return wire.up(Conversation(from, port, to, remote_port).udp_up("x")).has_value();
    };
    EXPECT_FALSE(passes("198.18.0.1", 9'000, "198.18.1.1", 1'001));
    EXPECT_TRUE(passes("198.18.0.2", 9'000, "198.18.1.1", 1'001));
    EXPECT_FALSE(passes("198.18.0.3", 9'000, "198.18.1.1", 1'002));
    EXPECT_FALSE(passes("2001:db8:3:0:5::1", 9'000, "2001:db8:f::1", 1'002));
    EXPECT_TRUE(passes("198.18.0.2", 9'000, "198.18.1.1", 1'002));
    EXPECT_FALSE(passes("198.18.0.9", 9'000, "203.0.113.77", 80));
    EXPECT_TRUE(passes("203.0.113.77", 9'000, "198.18.1.1", 80));
    EXPECT_FALSE(passes("198.18.0.9", 5'009, "198.18.1.1", 80));
    EXPECT_TRUE(passes("198.18.0.9", 5'010, "198.18.1.1", 5'005));
}

// As if the sender had marked it: ECN, checksums and everything around are as they were.
TEST_F(Rules, MarkInsideEveryLinkEncapsulationAndKeepEcn) {
    VirtualBox& wire = box(R"(
rules:
  - { name: expedite, match: {}, action: { dscp: ef } }
)");
    const std::vector<std::pair<std::string, Frame>> links = {
        {"ethernet", Frame().ethernet()},
        {"vlan", Frame().ethernet().vlan(100)},
        {"qinq", Frame().ethernet().vlan(100, 0x88a8).vlan(7)},
        {"pppoe", Frame().ethernet().vlan(7).pppoe()},
        {"mpls", Frame().ethernet().mpls(16).mpls(17)},
    };
    uint16_t port = 1'000;
    for (const auto& [name, around] : links) {
        SCOPED_TRACE(name);
        for (const auto& [subscriber, remote] :
             {std::pair("198.18.0.1", "198.18.1.1"), std::pair("2001:db8::1", "2001:db8:1::1")}) {
            for (const uint8_t ecn : {0, 1, 2, 3}) {
                Conversation talk(subscriber, ++port, remote, 443);
                talk.inside(around).traffic_class(static_cast<uint8_t>(1 << 2 | ecn));
                Conversation marked = talk;
                marked.traffic_class(static_cast<uint8_t>(kExpedited << 2 | ecn));
                EXPECT_EQ(wire.up(talk.up("x")), marked.up("x"));
                EXPECT_EQ(wire.down(talk.down("x")), marked.down("x"));
            }
        }
    }
    EXPECT_EQ(wire.worker().counters.marked_packets.get(), 5u * 2 * 4 * 2);
}

TEST_F(Rules, OnALinkThatSaysOuterTheTunnelIsTheFlow) {
    VirtualBox& wire = box(R"(
rules:
  - { name: no-tunnels-of-this-one, match: { subscriber_prefix: 203.0.113.1/32 }, action: drop }
)",
                           {.tunnels = TunnelView::outer});
    for (const Encapsulation& encapsulation : all_encapsulations()) {
        SCOPED_TRACE(encapsulation.name);
        FrameBytes outer_only = build(encapsulation);
        Packet packet;
        parse_packet(outer_only, static_cast<uint32_t>(outer_only.size()), TunnelView::outer,
                     packet.parsed);
        const bool matches = packet.parsed.source == address("203.0.113.1");
        EXPECT_EQ(wire.up(outer_only).has_value(), !matches);
    }
}

}  // namespace
}  // namespace sluice::test
