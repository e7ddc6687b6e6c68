// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Reload = BoxTest;

constexpr std::string_view kDropBittorrent = R"(
rules:
  - { name: no-bittorrent, match: { label: bittorrent }, action: drop }
)";

Conversation labelled(VirtualBox& wire, const std::string& subscriber) {
    Conversation talk(subscriber, 40'000, "203.0.113.1", 6'881);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.up(handshake()));
    return talk;
}

// The id of a subscriber who will be owned by another worker than the bare address is.
std::string policy_that_moves(VirtualBox& wire, const std::string& address,
                              const std::string& rules) {
    const uint32_t before = wire.owner(address);
    for (int i = 0;; ++i) {
        const std::string policy = "subscribers:\n  - { id: s" + std::to_string(i) +
                                   ", addresses: [" + address + "] }\n" + rules;
        wire.prepare(policy);
        if (wire.owner(address) != before)
            return policy;
    }
}

TEST_F(Reload, RunningFlowsDecideAgainAndNoPacketIsLost) {
    VirtualBox& wire = box("rules: []", {.workers = 2});
    Conversation talk = labelled(wire, "198.18.0.1");
    EXPECT_TRUE(wire.up(talk.up("x")));
    wire.publish(kDropBittorrent);
    EXPECT_FALSE(wire.up(talk.up("x")));
    EXPECT_FALSE(wire.down(talk.down("x")));
    wire.publish("rules: []");
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(wire.up(talk.up("x")));
        EXPECT_TRUE(wire.down(talk.down("x")));
        wire.publish("rules: []");
    }
}

TEST_F(Reload, ASubscriberAddedByItIsFoundByRunningFlows) {
    VirtualBox& wire = box();
    const Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    EXPECT_TRUE(wire.up(talk.udp_up("x")));
    EXPECT_EQ(wire.flows()[0]->subscriber_record, SubscriberRef::kNobody);
    EXPECT_EQ(wire.worker().counters.unknown_subscriber_flows.get(), 1u);
    wire.publish(R"(
subscribers:
  - { id: s, group: hosting, addresses: [198.18.0.0/24] }
rules:
  - { name: r, match: { group: hosting }, action: drop }
)");
    EXPECT_FALSE(wire.up(talk.udp_up("x")));
    EXPECT_EQ(wire.flows()[0]->subscriber_record, 0u);
}

// A connection that begins anew with the first packet after the reload.
TEST_F(Reload, ASubscriberAddedByItIsFoundByAConnectionThatBeginsAnew) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.up(talk.up({}, tcp_flag::kRst));
    wire.publish(R"(
subscribers:
  - { id: s, group: hosting, addresses: [198.18.0.0/24] }
rules:
  - { name: r, match: { group: hosting }, action: drop }
)");
    talk.begin_anew();
    EXPECT_FALSE(wire.up(talk.syn()));
}

TEST_F(Reload, AConnectionThatBeginsAnewGoesToItsSubscribersNewOwner) {
    VirtualBox& wire = box("rules: []", {.workers = 2});
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.up(talk.up({}, tcp_flag::kRst));
    wire.publish(policy_that_moves(wire, "198.18.0.1", ""));
    talk.begin_anew();
    wire.up(talk.syn());
    EXPECT_EQ(wire.worker(wire.owner("198.18.0.1")).flows.size(), 1u);
}

TEST_F(Reload, AFlowFollowsItsSubscriberToAnotherOwnerAndKeepsItsLabel) {
    VirtualBox& wire = box(kDropBittorrent, {.workers = 2});
    const uint32_t before = wire.owner("198.18.0.1");
    // By the old owner's own lane in both directions: it is that one who meets the flow first.
    Conversation talk = labelled(wire, "198.18.0.1");
    wire.publish(policy_that_moves(wire, "198.18.0.1", std::string(kDropBittorrent)));
    EXPECT_FALSE(wire.up(talk.up("x"), 0, before));
    EXPECT_EQ(wire.worker(before).flows.size(), 0u);
    EXPECT_EQ(wire.worker(before).counters.flows_moved.get(), 1u);
    EXPECT_EQ(wire.worker(1 - before).flows.size(), 1u);
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
    EXPECT_FALSE(wire.down(talk.down("x")));
}

// One direction's lane belongs to the new owner, so it meets the flow before the old owner does.
TEST_F(Reload, AFlowKeepsItsLabelThoughTheNewOwnerSeesItsPacketsFirst) {
    VirtualBox& wire = box(kDropBittorrent, {.workers = 2});
    const uint32_t before = wire.owner("198.18.0.1");
    Conversation talk = labelled(wire, "198.18.0.1");
    wire.publish(policy_that_moves(wire, "198.18.0.1", std::string(kDropBittorrent)));
    wire.down(talk.down("x"), 0, before);  // core ports begin with the next worker
    EXPECT_EQ(wire.worker(1 - before).flows.size(), 1u);
    EXPECT_FALSE(wire.up(talk.up("x"), 0, before));
    EXPECT_FALSE(wire.down(talk.down("x"), 0, before));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
}

TEST_F(Reload, ABurstOfAFlowThatMovesArrivesWholeAndInOrder) {
    VirtualBox& wire = box("rules: []", {.workers = 2});
    const uint32_t before = wire.owner("198.18.0.1");
    Conversation talk = labelled(wire, "198.18.0.1");
    wire.publish(policy_that_moves(wire, "198.18.0.1", ""));
    wire.left_by(1).clear();
    std::vector<Arrival> burst;
    std::vector<FrameBytes> expected;
    for (int i = 0; i < 150; ++i) {
        expected.push_back(talk.up(std::to_string(i)));
        burst.push_back({.bytes = expected.back(), .lane = before, .verdict = {}});
    }
    wire.send(burst);
    EXPECT_EQ(wire.left_by(1), expected);
    for (const Arrival& arrival : burst)
        EXPECT_EQ(arrival.reached, 1 - before);
}

TEST_F(Reload, WhileWorkersAdoptOneAfterAnotherNoPacketIsLost) {
    VirtualBox& wire = box("rules: []", {.workers = 2});
    const uint32_t before = wire.owner("198.18.0.1");
    Conversation talk = labelled(wire, "198.18.0.1");
    wire.prepare(policy_that_moves(wire, "198.18.0.1", ""));
    wire.adopt(before);
    // The new owner decides by the old policy still and would hand everything back, for ever; it
    // adopts the new one between two of its bursts.
    wire.adopt(1 - before);
    EXPECT_TRUE(wire.up(talk.up("x"), 0, 0));
    EXPECT_TRUE(wire.up(talk.up("x"), 0, 1));
    EXPECT_TRUE(wire.down(talk.down("x"), 0, 0));
}

TEST_F(Reload, DoesNotForgetALabelThatIsUnderInspection) {
    VirtualBox& wire = box(kDropBittorrent);
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.up(talk.up(handshake().substr(0, 40)));
    wire.publish(kDropBittorrent);
    wire.up(talk.up(handshake().substr(40)));
    EXPECT_FALSE(wire.up(talk.up("x")));
}

}  // namespace
}  // namespace sluice::test
