// SPDX-License-Identifier: Apache-2.0
// Limits on all flows of a subscriber, so that one infected home cannot fill the table.
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

class FlowLimitTest : public BoxTest {
 protected:
    static FrameBytes datagram(uint16_t port, const std::string& subscriber = "198.18.0.1") {
        return Conversation(subscriber, port, "198.18.1.1", 9).udp_up("x");
    }
    // How many of so many flows begin.
    static int begun(VirtualBox& wire, int attempts, const std::string& subscriber = "198.18.0.1",
                     uint16_t first_port = 1'000) {
        int passed = 0;
        for (int i = 0; i < attempts; ++i)
            passed +=
                wire.up(datagram(static_cast<uint16_t>(first_port + i), subscriber)).has_value();
        return passed;
    }
};

constexpr std::string_view kTiers = R"(
limits: { flows: 20 }
tiers:
  home: { up: 10mbps, down: 10mbps }
  office: { up: 10mbps, down: 10mbps, limits: { flows: 50 } }
subscribers:
  - { id: a, tier: home, addresses: [198.18.0.1] }
  - { id: b, tier: office, addresses: [198.18.0.2] }
)";

TEST_F(FlowLimitTest, AHomeCannotHaveMoreFlowsThanItsLimitAndTheOthersCan) {
    VirtualBox& wire = box(kTiers, {.workers = 2});
    EXPECT_EQ(begun(wire, 200), 20);
    EXPECT_EQ(begun(wire, 200, "198.18.0.2"), 50) << "its tier's";
    EXPECT_EQ(begun(wire, 200, "198.18.0.3"), 20) << "a stranger's";
    EXPECT_TRUE(wire.up(datagram(1'000))) << "flows that are there go on";
    EXPECT_EQ(wire.dropped(DropReason::flow_limit), 180u + 150u + 180u);
    EXPECT_EQ(wire.flows(0).size() + wire.flows(1).size(), 90u);
}

TEST_F(FlowLimitTest, WhenFlowsEndOthersMayBegin) {
    VirtualBox& wire = box(kTiers);
    EXPECT_EQ(begun(wire, 25), 20);
    wire.wait_ms(31'000);
    EXPECT_EQ(begun(wire, 25, "198.18.0.1", 5'000), 20);
}

TEST_F(FlowLimitTest, NewFlowsAreHeldToTheirRateAndAllPacketsOfOldOnesPass) {
    VirtualBox& wire = box("limits: { new_flows: 50/s }");
    int begun_flows = 0;
    uint16_t port = 1'000;
    for (int millisecond = 0; millisecond < 10'000; ++millisecond) {
        begun_flows += wire.up(datagram(port++)).has_value();
        EXPECT_TRUE(wire.up(datagram(1'000)));
        wire.pass_ns(1'000'000);
    }
    EXPECT_NEAR(begun_flows, 550, 2) << "a second's at once, and then the rate";
    EXPECT_EQ(wire.worker().counters.flows_beyond_limit.get(),
              wire.dropped(DropReason::flow_limit));
}

TEST_F(FlowLimitTest, ASynFloodFromOutsideDoesNotKeepAHomeFromOpeningConnections) {
    VirtualBox& wire = box(kTiers);
    int scanned = 0;
    for (uint16_t port = 1; port <= 500; ++port)
        scanned +=
            wire.down(Conversation("198.18.0.1", 80, "203.0.113.9", port).down({}, tcp_flag::kSyn))
                .has_value();
    EXPECT_EQ(scanned, 20);
    EXPECT_EQ(begun(wire, 25), 20);
}

TEST_F(FlowLimitTest, RoutingManagementAndVoiceBeginAllTheSame) {
    VirtualBox& wire = box(R"(
limits: { flows: 5 }
never_touch:
  - { protocol: udp, remote_port: 5060 }
)");
    EXPECT_EQ(begun(wire, 10), 5);
    EXPECT_TRUE(wire.up(Conversation("198.18.0.1", 5'060, "198.18.1.1", 5'060).udp_up("INVITE")));
    EXPECT_FALSE(wire.up(datagram(2)));
}

TEST_F(FlowLimitTest, AShadowPolicyOnlyCountsWhatItWouldHaveDropped) {
    VirtualBox& wire = box("shadow: true\nlimits: { flows: 5 }");
    EXPECT_EQ(begun(wire, 10), 10);
    EXPECT_EQ(wire.dropped(DropReason::flow_limit), 0u);
    EXPECT_EQ(wire.worker().counters.flows_beyond_limit_in_shadow.get(), 5u);
    EXPECT_EQ(wire.worker().counters.flows_beyond_limit.get(), 0u);
}

TEST_F(FlowLimitTest, FlowsFromBeforeThePolicyTakeUpTheLimitButAreNotEnded) {
    VirtualBox& wire = box();
    EXPECT_EQ(begun(wire, 30), 30);
    wire.publish("limits: { flows: 20 }");
    wire.wait_ms(1'000);
    EXPECT_EQ(begun(wire, 30), 30);
    EXPECT_EQ(begun(wire, 10, "198.18.0.1", 5'000), 0);
}

TEST_F(FlowLimitTest, WithoutALimitAgainNothingIsHeldBack) {
    VirtualBox& wire = box(kTiers);
    EXPECT_EQ(begun(wire, 30), 20);
    wire.publish("rules: []");
    EXPECT_EQ(begun(wire, 30), 30);
    wire.publish(kTiers);
    wire.wait_ms(1'000);
    EXPECT_EQ(begun(wire, 30), 30) << "these are there";
    EXPECT_EQ(begun(wire, 30, "198.18.0.1", 5'000), 0);
}

TEST_F(FlowLimitTest, AConnectionThatBeginsAnewBetweenTheSameEndsCountsAsNew) {
    VirtualBox& wire = box("limits: { new_flows: 3/s }");
    Conversation talk("198.18.0.1", 1, "198.18.1.1", 80);
    int opened = 0;
    for (int again = 0; again < 10; ++again) {
        opened += wire.up(talk.syn()).has_value();
        wire.down(talk.down({}, tcp_flag::kRst));
        talk.begin_anew();
    }
    EXPECT_EQ(opened, 3);
    EXPECT_EQ(wire.worker().subscriber_flows.strangers_in_use(), 1u);
}

TEST_F(FlowLimitTest, WhoComesToBeKnownTakesItsFlowsWithIt) {
    VirtualBox& wire = box("limits: { flows: 20 }");
    EXPECT_EQ(begun(wire, 15), 15);
    wire.subscribers().put({.id = "c",
                            .tier = {},
                            .group = {},
                            .addresses = {{*Prefix::parse("198.18.0.1"), PortSet::all()}}});
    wire.wait_ms(1'000);
    EXPECT_EQ(begun(wire, 15), 15);
    EXPECT_EQ(begun(wire, 15, "198.18.0.1", 5'000), 5);
    EXPECT_EQ(wire.worker().subscriber_flows.strangers_in_use(), 0u);
}

TEST_F(FlowLimitTest, MadeUpAddressesAreCountedAsUncountableAndKnownHomesStayLimited) {
    VirtualBox& wire = box(kTiers, {.counted_strangers = 8});
    for (int host = 10; host < 30; ++host)
        EXPECT_EQ(begun(wire, 1, "198.18.0." + std::to_string(host)), 1);
    EXPECT_EQ(wire.worker().counters.counted_strangers_exhausted.get(), 12u);
    EXPECT_EQ(begun(wire, 30), 20);
}

TEST_F(FlowLimitTest, AFullTableIsNotChargedToAnybody) {
    VirtualBox& wire = box("limits: { flows: 50 }", {.flows = 32});
    EXPECT_EQ(begun(wire, 40), 40) << "forwarded without a flow";
    EXPECT_EQ(wire.odd(Oddity::flow_table_full), 8u);
    wire.wait_ms(31'000);
    EXPECT_EQ(wire.worker().subscriber_flows.strangers_in_use(), 0u);
}

}  // namespace
}  // namespace sluice::test
