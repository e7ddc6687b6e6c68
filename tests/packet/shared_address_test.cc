// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using SharedAddress = BoxTest;

constexpr const char* kHomes = R"(
subscribers:
  - { id: home-1, group: held, addresses: 203.0.113.9, ports: { psid: 1, length: 2 } }
  - { id: home-2, addresses: 203.0.113.9, ports: { psid: 2, length: 2 } }
rules:
  - { name: r, match: { group: held }, action: drop }
)";
// RFC 7597 with an offset of 6: the first ports of either.
constexpr uint16_t kHome1Port = 1'280;
constexpr uint16_t kHome2Port = 1'536;

TEST_F(SharedAddress, ARuleOnOneHomeIsNotNoticedByTheOther) {
    VirtualBox& wire = box(kHomes);
    const Conversation first("203.0.113.9", kHome1Port, "198.51.100.1", 53);
    const Conversation second("203.0.113.9", kHome2Port, "198.51.100.1", 53);
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(wire.up(first.udp_up("q")));
        EXPECT_FALSE(wire.down(first.udp_down("a")));
        EXPECT_TRUE(wire.up(second.udp_up("q")));
        EXPECT_TRUE(wire.down(second.udp_down("a")));
    }
}

TEST_F(SharedAddress, APortThatIsNobodysIsHeldToNothingOfTheHomes) {
    VirtualBox& wire = box(kHomes);
    EXPECT_TRUE(wire.up(Conversation("203.0.113.9", 80, "198.51.100.1", 53).udp_up("q")));
}

TEST_F(SharedAddress, EachHomeHasARateOfItsOwn) {
    VirtualBox& wire = box(R"(
subscribers:
  - { id: home-1, addresses: 203.0.113.9, ports: { ranges: 1024-2047 } }
  - { id: home-2, addresses: 203.0.113.9, ports: { ranges: 2048-3071 } }
rules:
  - { name: r, match: {}, action: { police: { per: subscriber, rate: 8kbps, burst: 3kB } } }
)");
    const auto passed = [&](uint16_t port) {
        int count = 0;
        for (int i = 0; i < 20; ++i)
            count += wire.up(Conversation("203.0.113.9", port, "198.51.100.1", 53)
                                 .udp_up(std::string(972, 'x')))
                         .has_value();
        return count;
    };
    EXPECT_EQ(passed(1'024), 3);
    EXPECT_EQ(passed(1'025), 0) << "the same home by another port";
    EXPECT_EQ(passed(2'048), 3) << "the neighbour";
}

TEST_F(SharedAddress, ALaterFragmentIsTheHomesThatSentTheFirst) {
    VirtualBox& wire = box(kHomes);
    const Conversation first("203.0.113.9", kHome1Port, "198.51.100.1", 53);
    const Conversation second("203.0.113.9", kHome2Port, "198.51.100.1", 53);
    EXPECT_FALSE(wire.up(first.first_fragment(1)));
    EXPECT_TRUE(wire.up(second.first_fragment(2)));
    EXPECT_FALSE(wire.up(first.last_fragment(1)));
    EXPECT_TRUE(wire.up(second.last_fragment(2)));
}

TEST_F(SharedAddress, PingsAndErrorsAreTheHomesWhoseTheyAre) {
    VirtualBox& wire = box(kHomes);
    for (const auto& [port, passes] : {std::pair{kHome1Port, false}, {kHome2Port, true}}) {
        const auto to_remote = Frame().ethernet().ipv4("203.0.113.9", "198.51.100.1");
        const auto to_home = Frame().ethernet().ipv4("198.51.100.1", "203.0.113.9");
        EXPECT_EQ(wire.up(Frame(to_remote).icmp(8, port).bytes()).has_value(), passes);
        EXPECT_EQ(wire.down(Frame(to_home).icmp(0, port).bytes()).has_value(), passes);
        const auto sent = Frame().ipv4("203.0.113.9", "198.51.100.1").udp(port, 53).bytes();
        EXPECT_EQ(wire.down(Frame(to_home).icmp(3).payload(sent).bytes()).has_value(), passes);
        const auto heard = Frame().ipv4("198.51.100.1", "203.0.113.9").udp(53, port).bytes();
        EXPECT_EQ(wire.up(Frame(to_remote).icmp(3).payload(heard).bytes()).has_value(), passes);
    }
}

// An operator's rule for a port means TCP's and UDP's.
TEST_F(SharedAddress, ARuleForAPortDoesNotMeanThatOfAPing) {
    VirtualBox& wire = box("rules: [{ name: r, match: { port: 1300 }, action: drop }]");
    EXPECT_FALSE(wire.up(Conversation("203.0.113.9", 1'300, "198.51.100.1", 53).udp_up("q")));
    EXPECT_TRUE(
        wire.up(Frame().ethernet().ipv4("203.0.113.9", "198.51.100.1").icmp(8, 1'300).bytes()));
}

// RFC 7422's example, seen from outside: ports 1024-5055 are the first home's, and so on.
TEST_F(SharedAddress, ARuleOnOneHomeBehindANatIsNotNoticedByTheOthers) {
    VirtualBox& wire = box(R"(
nats:
  - { inside: 198.51.100.1-198.51.100.14, outside: 192.0.2.1, dynamic: 2, reserved: 0-1023 }
subscribers:
  - { id: home-1, group: held, addresses: 198.51.100.1 }
  - { id: home-2, addresses: 198.51.100.2 }
rules:
  - { name: held, match: { group: held }, action: drop }
  - { name: r, match: {}, action: { police: { per: subscriber, rate: 8kbps, burst: 3kB } } }
)",
                           {.workers = 2});
    const auto passed = [&](const char* address, uint16_t port) {
        int count = 0;
        for (int i = 0; i < 20; ++i)
            count += wire.up(Conversation(address, port, "203.0.113.1", 53)
                                 .udp_up(std::string(972, 'x')))
                         .has_value();
        return count;
    };
    EXPECT_EQ(passed("192.0.2.1", 5'055), 0);
    EXPECT_EQ(passed("192.0.2.1", 5'056), 3);
    EXPECT_EQ(passed("192.0.2.1", 9'087), 0) << "home 2 by another port";
    EXPECT_EQ(passed("192.0.2.1", 9'088), 3) << "a stranger";
    EXPECT_EQ(passed("192.0.2.1", 13'120), 3) << "another stranger";
    EXPECT_EQ(passed("198.51.100.2", 80), 0) << "home 2 before the NAT";
}

TEST_F(SharedAddress, AllHomesAreOneWorkers) {
    VirtualBox& wire = box(kHomes, {.workers = 4});
    const uint32_t owner = wire.owner("203.0.113.9");
    std::vector<Arrival> burst;
    for (uint32_t lane = 0; lane < 4; ++lane) {
        for (const uint16_t port : {kHome1Port, kHome2Port, uint16_t{80}}) {
            const auto own_port = static_cast<uint16_t>(port + lane);
            burst.push_back(
                {.bytes = Conversation("203.0.113.9", own_port, "198.51.100.1", 53).udp_up("q"),
                 .lane = lane,
                 .verdict = {}});
        }
    }
    wire.send(burst);
    for (const Arrival& arrival : burst)
        EXPECT_EQ(arrival.reached, owner);
}

// The address was one household's, and comes to be shared: what runs goes on under who has it.
TEST_F(SharedAddress, RunningFlowsAreReattachedWhenAnAddressComesToBeShared) {
    VirtualBox& wire = box(R"(
subscribers:
  - { id: home-2, addresses: 203.0.113.9 }
rules:
  - { name: r, match: { group: held }, action: drop }
)",
                           {.workers = 2});
    const Conversation first("203.0.113.9", kHome1Port, "198.51.100.1", 53);
    const Conversation second("203.0.113.9", kHome2Port, "198.51.100.1", 53);
    EXPECT_TRUE(wire.up(first.udp_up("q")));
    EXPECT_TRUE(wire.up(second.udp_up("q")));
    wire.publish(kHomes);
    EXPECT_FALSE(wire.up(first.udp_up("q")));
    EXPECT_TRUE(wire.up(second.udp_up("q")));
}

// DS-Lite: every home has the same addresses behind its B4.
class Softwire : public BoxTest {
 protected:
    static FrameBytes up(const char* b4, std::string_view payload, uint8_t flags,
                         uint32_t sequence) {
        return Frame()
            .ethernet()
            .ipv6(b4, "2001:db8:ffff::1")
            .ipv4("192.0.0.2", "203.0.113.1")
            .tcp(4'000, 6'881, sequence, flags)
            .payload(payload)
            .bytes();
    }
    static FrameBytes down(const char* b4, std::string_view payload) {
        return Frame()
            .ethernet()
            .ipv6("2001:db8:ffff::1", b4)
            .ipv4("203.0.113.1", "192.0.0.2")
            .udp(53, 4'000)
            .payload(payload)
            .bytes();
    }
};

TEST_F(Softwire, ASubscriberIsKnownByItsB4AndItsFlowsByWhatIsInside) {
    VirtualBox& wire = box(R"(
subscribers:
  - { id: home-1, group: held, addresses: "2001:db8:1::/56" }
  - { id: home-2, addresses: "2001:db8:2::/56" }
rules:
  - { name: r, match: { label: bittorrent, group: held }, action: drop }
)",
                           {.workers = 2, .tunnels = TunnelView::softwire});
    for (const auto& [b4, passes] :
         {std::pair{"2001:db8:1::b4", false}, {"2001:db8:2::b4", true}}) {
        EXPECT_TRUE(wire.up(up(b4, {}, tcp_flag::kSyn, 1'000)));
        EXPECT_EQ(wire.up(up(b4, handshake(), tcp_flag::kAck, 1'001)).has_value(), passes) << b4;
        EXPECT_TRUE(wire.down(down(b4, "answer")));
    }
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 2u);
    std::set<IpAddress> ends;
    for (uint32_t worker = 0; worker < 2; ++worker)
        for (const Flow* const flow : wire.flows(worker))
            ends.insert(flow->key.subscriber);
    EXPECT_EQ(ends,
              (std::set{*IpAddress::parse("2001:db8:1::b4"), *IpAddress::parse("2001:db8:2::b4")}));
}

TEST_F(Softwire, WhatIsNotInATunnelIsItsSendersOnTheSameLink) {
    VirtualBox& wire = box(R"(
subscribers: [{ id: home-1, group: held, addresses: "2001:db8:1::/56" }]
rules: [{ name: r, match: { group: held }, action: drop }]
)",
                           {.tunnels = TunnelView::softwire});
    EXPECT_FALSE(
        wire.up(Conversation("2001:db8:1::7", 4'000, "2001:db8:9::1", 53).udp_up("native")));
    EXPECT_FALSE(wire.down(down("2001:db8:1::b4", "answer")));
    EXPECT_TRUE(wire.down(down("2001:db8:3::b4", "a stranger's")));
}

}  // namespace
}  // namespace sluice::test
