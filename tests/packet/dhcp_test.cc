// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

class Dhcp : public BoxTest {
 protected:
    static VirtualBox& listening(VirtualBox& wire) {
        for (uint32_t worker = 0; worker < wire.workers(); ++worker)
            wire.worker(worker).dhcp = std::make_unique<DhcpCopies>();
        return wire;
    }
    static std::vector<DhcpCopy> copies(VirtualBox& wire) {
        std::vector<DhcpCopy> all;
        for (uint32_t worker = 0; worker < wire.workers(); ++worker)
            wire.worker(worker).dhcp->take(all);
        return all;
    }
    static std::string text(const DhcpCopy& copy) {
        return {copy.payload.begin(), copy.payload.begin() + copy.length};
    }
    static DhcpCopyReport report(VirtualBox& wire) {
        DhcpCopyReport all;
        for (uint32_t worker = 0; worker < wire.workers(); ++worker)
            wire.worker(worker).dhcp->add_to(all);
        return all;
    }
    static uint64_t lost(VirtualBox& wire, DhcpLoss why) {
        return report(wire).lost[static_cast<size_t>(why)];
    }
};

TEST_F(Dhcp, MessagesAreCopiedWithTheirSideAndGoOnAsTheyAre) {
    VirtualBox& wire = listening(box());
    const FrameBytes discover = Frame()
                                    .ethernet()
                                    .vlan(7)
                                    .ipv4("0.0.0.0", "255.255.255.255")
                                    .udp(68, 67)
                                    .payload("discover")
                                    .bytes();
    const FrameBytes ack = Conversation("198.18.0.1", 68, "198.51.100.1", 67).udp_down("ack");
    const FrameBytes solicit =
        Frame().ethernet().ipv6("fe80::1", "ff02::1:2").udp(546, 547).payload("solicit").bytes();
    const FrameBytes reply = Conversation("fe80::1", 546, "fe80::2", 547).udp_down("reply");
    EXPECT_EQ(wire.up(discover), discover);
    EXPECT_EQ(wire.down(ack), ack);
    EXPECT_EQ(wire.up(solicit), solicit);
    EXPECT_EQ(wire.down(reply), reply);

    const auto seen = copies(wire);
    ASSERT_EQ(seen.size(), 4u);
    EXPECT_EQ(text(seen[0]), "discover");
    EXPECT_EQ(seen[0].direction, Direction::up);
    EXPECT_EQ(seen[0].destination_port, 67);
    EXPECT_EQ(seen[0].seen_ns, wire.now_ns());
    EXPECT_EQ(text(seen[1]), "ack");
    EXPECT_EQ(seen[1].direction, Direction::down);
    EXPECT_EQ(seen[1].destination_port, 68);
    EXPECT_EQ(seen[1].source, address("198.51.100.1"));
    EXPECT_EQ(text(seen[2]), "solicit");
    EXPECT_EQ(text(seen[3]), "reply");
    EXPECT_EQ(seen[3].destination_port, 546);
    EXPECT_EQ(report(wire).copied, 4u);
}

TEST_F(Dhcp, NothingElseIsCopied) {
    VirtualBox& wire = listening(box());
    for (const uint16_t port : {uint16_t{66}, uint16_t{69}, uint16_t{545}, uint16_t{548}})
        wire.up(Conversation("198.18.0.1", 67, "198.51.100.1", port).udp_up("x"));
    Conversation tcp("198.18.0.1", 68, "198.51.100.1", 67);
    wire.up(tcp.syn());
    wire.down(tcp.syn_ack());
    EXPECT_TRUE(copies(wire).empty());
    EXPECT_EQ(report(wire).lost, DhcpCopyReport{}.lost);
}

TEST_F(Dhcp, OfManyWorkersOneCopiesAMessage) {
    VirtualBox& wire = listening(box("rules: []", {.workers = 4}));
    for (uint32_t lane = 0; lane < 4; ++lane)
        wire.up(Conversation("198.18.0.1", 67, "198.51.100.1", 67).udp_up("relayed"), 0, lane);
    EXPECT_EQ(copies(wire).size(), 4u);
    EXPECT_EQ(report(wire).copied, 4u);
}

// At the far end of a tunnel anybody may write the server's address.
TEST_F(Dhcp, WhatIsInsideATunnelIsNotBelievedToBeOnTheLink) {
    VirtualBox& wire = listening(box());
    const FrameBytes forged = Frame()
                                  .ethernet()
                                  .ipv4("203.0.113.9", "198.18.0.1")
                                  .gre()
                                  .ethertype(0x0800)
                                  .ipv4("198.51.100.1", "198.18.0.1")
                                  .udp(67, 68)
                                  .payload("ack")
                                  .bytes();
    EXPECT_EQ(wire.down(forged), forged);
    EXPECT_TRUE(copies(wire).empty());
    EXPECT_EQ(lost(wire, DhcpLoss::in_tunnel), 1u);
}

TEST_F(Dhcp, PiecesAndWhatIsNotWhollyInHandAreCounted) {
    VirtualBox& wire = listening(box());
    const Conversation talk("198.18.0.1", 67, "198.51.100.1", 67);
    EXPECT_TRUE(wire.up(talk.first_fragment(1)));
    EXPECT_TRUE(wire.up(talk.last_fragment(1)));
    EXPECT_EQ(lost(wire, DhcpLoss::in_pieces), 1u);
    EXPECT_TRUE(wire.up(talk.udp_up(std::string(DhcpCopy::kLongest + 1, 'x'))));
    std::vector<Arrival> cut{{.bytes = talk.udp_up("discover"), .cut_off = 2, .verdict = {}}};
    wire.send(cut);
    EXPECT_EQ(lost(wire, DhcpLoss::too_long), 2u);
    EXPECT_TRUE(wire.up(talk.udp_up(std::string(DhcpCopy::kLongest, 'x'))));
    EXPECT_EQ(copies(wire).size(), 1u);
}

TEST_F(Dhcp, AFloodFromOneSideIsBoundedAndLeavesTheOtherItsShare) {
    VirtualBox& wire = listening(box());
    const Conversation talk("198.18.0.1", 67, "198.51.100.1", 67);
    std::vector<Arrival> flood;
    for (size_t i = 0; i < 2 * DhcpCopies::kMostAtOnce; ++i)
        flood.push_back({.bytes = talk.udp_up("flood"), .verdict = {}});
    wire.send(flood);
    for (const Arrival& arrival : flood)
        EXPECT_EQ(arrival.fate, Fate::forwarded);
    EXPECT_EQ(lost(wire, DhcpLoss::over_rate), DhcpCopies::kMostAtOnce);
    wire.down(talk.udp_down("ack"));
    EXPECT_EQ(text(copies(wire).back()), "ack");

    wire.pass_ns(500'000'000);  // half a second: half of the rate, or what may come at once
    wire.send(flood);
    EXPECT_EQ(copies(wire).size(),
              std::min<size_t>(DhcpCopies::kMostAtOnce, DhcpCopies::kMostPerSecond / 2));
}

TEST_F(Dhcp, AFullRingIsCountedAndHoldsNothingUp) {
    VirtualBox& wire = listening(box());
    const Conversation talk("198.18.0.1", 67, "198.51.100.1", 67);
    size_t sent = 0;
    for (; sent < DhcpCopies::kCapacity + 10; ++sent) {
        wire.pass_ns(1'000'000);
        EXPECT_TRUE(wire.up(talk.udp_up("x")));
    }
    EXPECT_EQ(lost(wire, DhcpLoss::ring_full), 10u);
    EXPECT_EQ(copies(wire).size(), DhcpCopies::kCapacity);
    wire.up(talk.udp_up("again"));
    EXPECT_EQ(text(copies(wire).at(0)), "again");
}

TEST_F(Dhcp, ReasonsHaveNames) {
    for (size_t why = 0; why < kDhcpLossCount; ++why)
        EXPECT_STRNE(name(static_cast<DhcpLoss>(why)), "?");
}

}  // namespace
}  // namespace sluice::test
