// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <set>

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Counters = BoxTest;

// One frame for each oddity; it is forwarded, and counted under its name alone.
TEST_F(Counters, EveryOddityIsForwardedAndCounted) {
    const Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    const FrameBytes sound = talk.udp_up("x");
    FrameBytes lying = sound;
    lying[14] = 0x41;  // an IPv4 header of four bytes
    Frame deep = Frame().ethernet();
    for (uint16_t tag = 1; tag <= 20; ++tag)
        deep.vlan(tag);
    deep.ipv4("198.18.0.1", "203.0.113.1").udp(1, 2);

    struct Case {
        Oddity oddity;
        std::vector<Arrival> frames;
    };
    const auto arrival = [](FrameBytes bytes) {
        return Arrival{.bytes = std::move(bytes), .verdict = {}};
    };
    std::vector<Case> cases;
    cases.push_back({Oddity::none, {arrival(sound)}});
    cases.push_back({Oddity::not_ip, {arrival(Frame().ethernet().ethertype(0x0806).bytes())}});
    cases.push_back({Oddity::truncated, {arrival(sound)}});
    cases.back().frames[0].cut_off = 8;
    cases.push_back({Oddity::malformed, {arrival(lying)}});
    cases.push_back({Oddity::too_deep, {arrival(deep.bytes())}});
    cases.push_back({Oddity::fragment_unknown, {arrival(talk.last_fragment(7))}});
    cases.push_back({Oddity::oversized, {arrival(sound)}});
    cases.back().frames[0].oversized = true;
    Frame overlapping = Frame().ethernet().ipv4("198.18.0.1", "203.0.113.1");
    overlapping.fragment(8, 0, true).udp(1, 2).payload(8, 'o');
    cases.push_back({Oddity::fragment_overlap,
                     {arrival(talk.first_fragment(8)), arrival(overlapping.bytes())}});
    // Two places for flows: the third finds none.
    const auto of_port = [&](uint16_t port) {
        return arrival(Conversation("198.18.0.1", port, "203.0.113.1", 2).udp_up("x"));
    };
    cases.push_back({Oddity::flow_table_full, {of_port(1), of_port(2), of_port(3)}});

    cases.push_back({Oddity::no_subscriber,
                     {arrival(Conversation("0.0.0.0", 68, "255.255.255.255", 67).udp_up("x"))}});

    std::set<Oddity> covered;
    for (Case& test : cases) {
        SCOPED_TRACE(name(test.oddity));
        VirtualBox& wire = box("rules: []", {.flows = 2});
        wire.send(test.frames);
        for (const Arrival& frame : test.frames)
            EXPECT_EQ(frame.fate, Fate::forwarded);
        for (int oddity = 1; oddity < kOddityCount; ++oddity) {
            const auto each = static_cast<Oddity>(oddity);
            EXPECT_EQ(wire.odd(each), each == test.oddity ? 1u : 0u) << name(each);
        }
        covered.insert(test.oddity);
    }
    covered.insert(Oddity::own_answer);  // beside the path alone: reset_test.cc
    EXPECT_EQ(covered.size(), static_cast<size_t>(kOddityCount));
}

TEST_F(Counters, AFullFlowTableTakesFlowsAgainWhenOldOnesEnd) {
    VirtualBox& wire = box("rules: []", {.flows = 2});
    for (const uint16_t port : {1, 2, 3, 3})
        wire.up(Conversation("198.18.0.1", port, "203.0.113.1", 2).udp_up("x"));
    EXPECT_EQ(wire.odd(Oddity::flow_table_full), 2u);
    wire.wait_ms(60'000);
    wire.up(Conversation("198.18.0.1", 3, "203.0.113.1", 2).udp_up("x"));
    EXPECT_EQ(wire.odd(Oddity::flow_table_full), 2u);
    EXPECT_EQ(wire.worker().flows.size(), 1u);
}

TEST_F(Counters, DropsAreCountedByReasonInPacketsAndBytes) {
    const FrameBytes frame = Conversation("198.18.0.1", 1, "203.0.113.1", 2).udp_up("payload");
    VirtualBox& by_rule = box("rules: [ { name: r, match: {}, action: drop } ]");
    EXPECT_FALSE(by_rule.up(frame));

    VirtualBox& by_rate = box(R"(
rules:
  - { name: r, match: {}, action: { police: { rate: 8kbps, burst: 1500B } } }
)");
    const FrameBytes large =
        Conversation("198.18.0.1", 1, "203.0.113.1", 2).udp_up(std::string(1'400, 'x'));
    EXPECT_TRUE(by_rate.up(large));
    EXPECT_FALSE(by_rate.up(large));

    for (const auto& [wire, reason, bytes] :
         {std::tuple(&by_rule, DropReason::rule, frame.size()),
          std::tuple(&by_rate, DropReason::police, large.size())}) {
        for (int i = 0; i < kDropReasonCount; ++i) {
            const bool expected = static_cast<DropReason>(i) == reason;
            EXPECT_EQ(wire->dropped(static_cast<DropReason>(i)), expected ? 1u : 0u);
            EXPECT_EQ(wire->worker().counters.dropped_bytes[i].get(), expected ? bytes : 0u);
        }
    }
}

TEST_F(Counters, APacketThatItsOwnersRingHasNoRoomForIsDroppedAndCounted) {
    VirtualBox& wire = box("rules: []", {.workers = 2, .handoff_full = true});
    const uint32_t owner = wire.owner("198.18.0.1");
    const FrameBytes frame = Conversation("198.18.0.1", 1, "203.0.113.1", 2).udp_up("x");
    EXPECT_TRUE(wire.up(frame, 0, owner));
    EXPECT_FALSE(wire.up(frame, 0, 1 - owner));
    EXPECT_EQ(wire.dropped(DropReason::handoff_full), 1u);
    EXPECT_EQ(wire.worker(1 - owner).counters.handed_out.get(), 0u);
}

TEST_F(Counters, TellDirectionsAndLabelsApart) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    const FrameBytes syn = talk.syn();
    const FrameBytes shake = talk.up(handshake());
    const FrameBytes answer = talk.down("x");
    wire.up(syn);
    wire.up(shake);
    wire.down(answer);
    const WorkerCounters& counters = wire.worker().counters;
    const auto peer = static_cast<size_t>(Label::bittorrent_peer);
    EXPECT_EQ(counters.received_packets[0].get(), 2u);
    EXPECT_EQ(counters.received_packets[1].get(), 1u);
    EXPECT_EQ(counters.received_bytes[0].get(), syn.size() + shake.size());
    EXPECT_EQ(counters.forwarded_bytes[1].get(), answer.size());
    EXPECT_EQ(counters.label_packets[0][0].get(), 1u);
    EXPECT_EQ(counters.label_packets[peer][0].get(), 1u);
    EXPECT_EQ(counters.label_packets[peer][1].get(), 1u);
    EXPECT_EQ(counters.label_ip_bytes(Label::bittorrent_peer, Direction::up), shake.size() - 14);
    EXPECT_EQ(counters.decisions.get(), 2u);
}

TEST_F(Counters, EachLinkHasWhatItCarriesAndNothingThatWasDropped) {
    BoxSettings settings;
    settings.workers = 2;
    settings.pair_realms = {0, 1};
    settings.pair_links = {0, 1};
    settings.links = {{"pop1", {}}, {"pop2", {}}};
    VirtualBox& wire = box("rules: [ { name: r, match: { port: 7 }, action: drop } ]", settings);
    const FrameBytes up = Conversation("198.18.0.1", 1, "203.0.113.1", 2).udp_up("payload");
    const FrameBytes down = Conversation("198.18.0.1", 1, "203.0.113.1", 2).udp_down("x");
    const FrameBytes dropped = Conversation("198.18.0.1", 1, "203.0.113.1", 7).udp_up("x");
    const FrameBytes ignored = Frame().ethernet().ethertype(0x0806).bytes();
    for (const uint32_t lane : {0, 1}) {
        EXPECT_TRUE(wire.up(up, 0, lane));
        EXPECT_TRUE(wire.down(down, 1, lane));
        EXPECT_FALSE(wire.up(dropped, 0, lane));
        wire.up(ignored, 0, lane);
    }
    EXPECT_EQ(wire.passed(0, Direction::up), 2 * (up.size() - 14));
    EXPECT_EQ(wire.passed(0, Direction::down), 0u);
    EXPECT_EQ(wire.passed(1, Direction::up), 0u);
    EXPECT_EQ(wire.passed(1, Direction::down), 2 * (down.size() - 14));
}

TEST_F(Counters, ABurstOfBothDirectionsIsCountedInEach) {
    VirtualBox& wire = box();
    const FrameBytes up = Conversation("198.18.0.1", 1, "203.0.113.1", 2).udp_up("payload");
    const FrameBytes down = Conversation("198.18.0.1", 1, "203.0.113.1", 2).udp_down("x");
    std::vector<Arrival> burst;
    for (int i = 0; i < 3; ++i) {
        burst.push_back({.bytes = up, .port = 0, .verdict = {}});
        burst.push_back({.bytes = down, .port = 1, .verdict = {}});
    }
    wire.send(burst);
    EXPECT_EQ(wire.passed(0, Direction::up), 3 * (up.size() - 14));
    EXPECT_EQ(wire.passed(0, Direction::down), 3 * (down.size() - 14));
}

// In a capture there are no sides: whoever speaks first is the subscriber, or the prefixes say.
TEST_F(Counters, OnAPortWithoutASideTheAddressesTellTheDirection) {
    BoxSettings settings;
    settings.access_side = settings.core_side = PortTraits::Side::by_address;
    VirtualBox& wire = box("rules: []", settings);
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.up(talk.syn_ack());
    ASSERT_EQ(wire.flows().size(), 1u);
    EXPECT_EQ(wire.flows()[0]->state, FlowState::established);

    VirtualBox& at_once = box("rules: []", settings);
    Conversation quick("198.18.0.1", 3, "203.0.113.1", 4);
    std::vector<Arrival> burst{{.bytes = quick.syn(), .verdict = {}},
                               {.bytes = quick.syn_ack(), .verdict = {}}};
    at_once.send(burst);
    ASSERT_EQ(at_once.flows().size(), 1u) << "both directions in one burst";
    EXPECT_EQ(at_once.flows()[0]->key.subscriber, address("198.18.0.1"));
    EXPECT_EQ(at_once.flows()[0]->packets, (std::array<uint32_t, 2>{1, 1}));

    VirtualBox& told = box("rules: []", settings);
    told.worker().side = SubscriberSide({Prefix::parse("203.0.113.0/24").value()});
    told.up(talk.syn());
    EXPECT_EQ(told.flows()[0]->key.subscriber, address("203.0.113.1"));
    EXPECT_EQ(told.flows()[0]->packets[1], 1u);
}

}  // namespace
}  // namespace sluice::test
