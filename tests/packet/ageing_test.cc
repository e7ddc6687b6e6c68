// SPDX-License-Identifier: Apache-2.0
#include "dataplane/timing_wheel.h"
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Ageing = BoxTest;

// Whether the box forgets the flow after this silence, and not before; a wheel's slot late at most.
void expect_forgotten_after(VirtualBox& wire, uint64_t silence_ms) {
    wire.wait_ms(silence_ms - 1);
    EXPECT_EQ(wire.worker().flows.size(), 1u);
    wire.wait_ms(1 + TimingWheel::kSlotMs);
    EXPECT_EQ(wire.worker().flows.size(), 0u);
    EXPECT_EQ(wire.worker().counters.flows.get(), 0u) << "the gauge, on an idle box too";
}

TEST_F(Ageing, AFlowSeenOneWayOnlyEndsAfterThirtySeconds) {
    VirtualBox& wire = box();
    wire.up(Conversation("198.18.0.1", 1, "203.0.113.1", 2).udp_up("x"));
    expect_forgotten_after(wire, 30'000);
}

TEST_F(Ageing, AUdpFlowSeenBothWaysEndsAfterTwoAndAHalfMinutes) {
    VirtualBox& wire = box();
    const Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.udp_up("x"));
    wire.down(talk.udp_down("x"));
    expect_forgotten_after(wire, 150'000);
}

TEST_F(Ageing, ATcpConnectionEndsAfterTenSilentMinutes) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    expect_forgotten_after(wire, 600'000);
}

TEST_F(Ageing, AKeepAliveEveryTwoMinutesKeepsAConnection) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    for (int i = 0; i < 20; ++i) {
        wire.wait_ms(120'000);
        wire.up(talk.up(std::string(4, '\0')));
    }
    EXPECT_EQ(wire.worker().counters.flows_created.get(), 1u);
}

// As in a capture with a gap, or where the wheel lags behind.
TEST_F(Ageing, AfterASilenceThatWasTooLongTheSameEndsAreANewFlowWithoutTheOldLabel) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.up(handshake()));
    wire.pass_ns(599'000'000'000);
    wire.up(talk.up("x"));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
    wire.pass_ns(600'000'000'000);
    wire.up(talk.up("x"));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 0u);
    EXPECT_EQ(wire.worker().counters.flows_created.get(), 2u);
}

TEST_F(Ageing, AResetShortensItToTenSeconds) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.down(talk.down({}, tcp_flag::kRst));
    expect_forgotten_after(wire, 10'000);
}

TEST_F(Ageing, AFinInBothDirectionsShortensItAndInOneDoesNot) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.up({}, tcp_flag::kFin | tcp_flag::kAck));
    wire.wait_ms(60'000);
    EXPECT_EQ(wire.worker().flows.size(), 1u);
    wire.down(talk.down({}, tcp_flag::kFin | tcp_flag::kAck));
    expect_forgotten_after(wire, 10'000);
}

TEST_F(Ageing, ASynAfterTheEndBeginsANewFlow) {
    VirtualBox& wire = box(R"(
rules:
  - { name: no-bittorrent, match: { label: bittorrent }, action: drop }
)");
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.up(talk.up(handshake()));
    EXPECT_FALSE(wire.up(talk.up({}, tcp_flag::kRst)));
    const uint64_t first = wire.flows()[0]->id;
    talk.begin_anew();
    EXPECT_TRUE(wire.up(talk.syn()));
    EXPECT_TRUE(wire.up(talk.up("GET / HTTP/1.1\r\n")));
    ASSERT_EQ(wire.flows().size(), 1u);
    EXPECT_NE(wire.flows()[0]->id, first);
    EXPECT_EQ(wire.flows()[0]->packets[0], 2u);
    EXPECT_EQ(wire.worker().counters.flows_created.get(), 2u);
    EXPECT_EQ(wire.worker().counters.unknown_subscriber_flows.get(), 2u);
}

TEST_F(Ageing, ASynOfARunningConnectionBeginsNothing) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.syn());
    EXPECT_EQ(wire.worker().counters.flows_created.get(), 1u);
}

TEST_F(Ageing, WhoeverKeepsRecordsSeesEachFlowOnceMore) {
    VirtualBox& wire = box();
    std::vector<uint64_t> ended;
    wire.worker().flow_ended = [&](const Flow& flow) { ended.push_back(flow.packets[0]); };
    Conversation talk("198.18.0.1", 1, "203.0.113.1", 2);
    wire.up(talk.syn());
    wire.up(talk.up({}, tcp_flag::kRst));
    talk.begin_anew();
    wire.up(talk.syn());
    wire.wait_ms(60'000);
    EXPECT_EQ(ended, (std::vector<uint64_t>{2, 1}));
    wire.worker().flow_ended = nullptr;
}

}  // namespace
}  // namespace sluice::test
