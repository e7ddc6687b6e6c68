// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

SideVlans one_vlan_each(uint16_t up, uint16_t down) {
    SideVlans vlans;
    vlans.up.set(up);
    vlans.down.set(down);
    return vlans;
}

// Beside the path: whatever comes in by a mirror goes nowhere.
class Tap : public BoxTest {
 protected:
    VirtualBox& tap(std::string_view policy_yaml = "rules: []", SubscriberSide side = by_prefix()) {
        BoxSettings settings;
        settings.tap = true;
        settings.access_side = settings.core_side = PortTraits::Side::by_address;
        settings.subscribers = std::make_shared<const SubscriberSide>(std::move(side));
        return box(policy_yaml, settings);
    }

    static SubscriberSide by_prefix() {
        return SubscriberSide({Prefix::parse("198.18.0.0/15").value()});
    }

    static uint64_t observed(VirtualBox& of, Direction direction) {
        return of.worker().counters.observed_packets[static_cast<size_t>(direction)].get();
    }
};

TEST_F(Tap, SendsNothingOnAndCountsWhatItSawByDirection) {
    VirtualBox& beside = tap();
    Conversation talk("198.18.0.1", 40'000, "203.0.113.1", 6'881);
    std::vector<Arrival> mirrored;
    for (const auto& frame : {talk.syn(), talk.syn_ack(), talk.up(), talk.up(handshake())})
        mirrored.push_back({.bytes = frame, .verdict = {}});
    beside.send(mirrored);
    for (const Arrival& arrival : mirrored)
        EXPECT_EQ(arrival.fate, Fate::observed);
    EXPECT_EQ(observed(beside, Direction::up), 3u);
    EXPECT_EQ(observed(beside, Direction::down), 1u);
    for (uint16_t port = 0; port < 2; ++port)
        EXPECT_TRUE(beside.left_by(port).empty());
}

TEST_F(Tap, FollowsFlowsAsAnInlineLinkDoes) {
    VirtualBox& beside = tap("subscribers: [{ id: s, addresses: [198.18.0.1] }]");
    Conversation talk("198.18.0.1", 40'000, "203.0.113.1", 6'881);
    for (const auto& frame :
         {talk.syn(), talk.syn_ack(), talk.up(), talk.up(handshake()), talk.down(handshake())})
        beside.up(frame);
    ASSERT_EQ(beside.flows().size(), 1u);
    const Flow& flow = *beside.flows()[0];
    EXPECT_EQ(flow.key.subscriber, address("198.18.0.1"));
    EXPECT_EQ(flow.state, FlowState::established);
    EXPECT_TRUE(within(flow.inspection.verdict.label, Label::bittorrent));
    EXPECT_EQ(flow.packets, (std::array<uint32_t, 2>{3, 2}));
    const auto rows = beside.take_usage();
    EXPECT_FALSE(rows.empty()) << "what passed is used";
}

TEST_F(Tap, AsymmetricPathsMeetInOneFlow) {
    BoxSettings settings;
    settings.tap = true;
    VirtualBox& beside = box("rules: []", settings);  // a mirror for each direction
    Conversation talk("198.18.0.1", 40'000, "203.0.113.1", 6'881);
    beside.up(talk.syn());
    beside.down(talk.syn_ack());
    beside.up(talk.up());
    ASSERT_EQ(beside.flows().size(), 1u);
    EXPECT_EQ(beside.flows()[0]->state, FlowState::established);
}

TEST_F(Tap, TagsTellTheDirectionOfWhatHasSubscribersAtBothEnds) {
    VirtualBox& beside = tap("rules: []", SubscriberSide({Prefix::parse("198.18.0.0/15").value()},
                                                         one_vlan_each(101, 201)));
    const auto frame = [](uint16_t vlan) {
        return Frame()
            .ethernet()
            .vlan(vlan)
            .ipv4("198.18.0.9", "198.18.0.1")
            .udp(1, 2)
            .payload("x")
            .bytes();
    };
    beside.up(frame(101));
    beside.up(frame(201));
    ASSERT_EQ(beside.flows().size(), 2u) << "of one subscriber each";
    EXPECT_EQ(observed(beside, Direction::up), 1u);
    EXPECT_EQ(observed(beside, Direction::down), 1u);
}

// Each worker that gets one of its packets comes to the same end.
TEST_F(Tap, WhereNothingTellsTheLowerAddressIsTheSubscriber) {
    VirtualBox& beside = tap();
    Conversation talk("203.0.113.9", 1, "203.0.113.1", 2);
    beside.up(talk.udp_up("x"));
    beside.up(talk.udp_down("x"));
    ASSERT_EQ(beside.flows().size(), 1u);
    EXPECT_EQ(beside.flows()[0]->key.subscriber, address("203.0.113.1"));
}

// The store may hold a policy that was applied when the link was in the path.
TEST_F(Tap, WhatWouldHoldPacketsInThePathTouchesAndCountsNothingHere) {
    for (const char* action : {"drop: true", "police: { per: flow, rate: 8kbps }", "dscp: le"}) {
        VirtualBox& beside =
            tap("rules: [{ name: r, match: {}, action: { " + std::string(action) + " } }]");
        const Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
        std::vector<Arrival> many(100,
                                  {.bytes = talk.udp_up(std::string(1'000, 'x')), .verdict = {}});
        const FrameBytes as_it_came = many.front().bytes;
        beside.send(many);
        for (const Arrival& arrival : many) {
            EXPECT_EQ(arrival.fate, Fate::observed) << action;
            EXPECT_EQ(arrival.bytes, as_it_came) << action;
        }
        for (int reason = 0; reason < kDropReasonCount; ++reason)
            EXPECT_EQ(beside.dropped(static_cast<DropReason>(reason)), 0u) << action;
        EXPECT_EQ(beside.worker().counters.marked_packets.get(), 0u) << action;
    }
}

}  // namespace
}  // namespace sluice::test
