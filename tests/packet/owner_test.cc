// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Owner = BoxTest;

constexpr uint32_t kWorkers = 4;

TEST_F(Owner, SeesAllPacketsOfASubscriberWhateverLaneTheyComeInBy) {
    VirtualBox& wire = box(R"(
subscribers:
  - { id: s, addresses: [198.18.0.1, 198.18.0.77, "2001:db8:1::/56"] }
)",
                           {.workers = kWorkers, .pair_realms = {0, 0}});
    const uint32_t owner = wire.owner("198.18.0.1");
    std::vector<Arrival> burst;
    uint16_t port = 1'000;
    for (const char* subscriber : {"198.18.0.1", "198.18.0.77"}) {
        for (uint32_t lane = 0; lane < kWorkers; ++lane) {
            const Conversation talk(subscriber, ++port, "203.0.113.1", 53);
            burst.push_back({.bytes = talk.udp_up("q"), .port = 0, .lane = lane, .verdict = {}});
            burst.push_back({.bytes = talk.udp_down("a"), .port = 3, .lane = lane, .verdict = {}});
        }
    }
    const Conversation six("2001:db8:1:42::9", 1, "2001:db8:f::1", 53);
    burst.push_back({.bytes = six.udp_up("q"), .port = 2, .verdict = {}});
    wire.send(burst);
    for (const Arrival& arrival : burst)
        EXPECT_EQ(arrival.reached, owner);
    EXPECT_EQ(wire.worker(owner).flows.size(), 9u);
    EXPECT_GT(wire.worker(owner).counters.handed_in.get(), 0u);
}

TEST_F(Owner, IsSharedByAllWhoAreInOneSlash64) {
    VirtualBox& wire = box("rules: []", {.workers = kWorkers});
    for (int host = 1; host <= 20; ++host) {
        const std::string subscriber = "2001:db8:0:5::" + std::to_string(host);
        std::vector<Arrival> one{
            {.bytes = Conversation(subscriber, 1, "2001:db8:f::1", 53).udp_up("q"),
             .lane = static_cast<uint32_t>(host % 4),
             .verdict = {}}};
        wire.send(one);
        EXPECT_EQ(one[0].reached, wire.owner("2001:db8:0:5::1"));
    }
}

TEST_F(Owner, ReceivesPacketsInTheOrderOfTheirLane) {
    VirtualBox& wire = box("rules: []", {.workers = kWorkers});
    std::vector<Arrival> burst;
    std::vector<FrameBytes> expected;
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 443);
    const uint32_t foreign_lane = (wire.owner("198.18.0.1") + 1) % kWorkers;
    for (int i = 0; i < 300; ++i) {
        expected.push_back(talk.up(std::to_string(i)));
        burst.push_back({.bytes = expected.back(), .lane = foreign_lane, .verdict = {}});
    }
    wire.send(burst);
    EXPECT_EQ(wire.left_by(1), expected);
}

TEST_F(Owner, OneFlowThoughItsDirectionsTakeDifferentPairs) {
    VirtualBox& wire = box("rules: []", {.workers = 2, .pair_realms = {0, 0}});
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 443);
    wire.up(talk.syn(), 0);
    wire.down(talk.syn_ack(), 1);
    const auto flows = wire.flows(wire.owner("198.18.0.1"));
    ASSERT_EQ(flows.size(), 1u);
    EXPECT_EQ(flows[0]->state, FlowState::established);
    EXPECT_EQ(flows[0]->packets, (std::array<uint32_t, 2>{1, 1}));
}

TEST_F(Owner, StrangersInDifferentRealmsAreTwoFlows) {
    VirtualBox& wire = box("rules: []", {.pair_realms = {0, 1}});
    Conversation talk("100.64.0.1", 40'000, "198.18.1.1", 443);
    wire.up(talk.syn(), 0);
    wire.down(talk.syn_ack(), 1);
    const auto flows = wire.flows();
    ASSERT_EQ(flows.size(), 2u);
    EXPECT_EQ(flows[0]->state, FlowState::opening);
    EXPECT_EQ(flows[1]->state, FlowState::opening);
}

TEST_F(Owner, TwoLocalPeersAreOneFlowForEach) {
    VirtualBox& wire = box("rules: []", {.workers = kWorkers});
    const FrameBytes frame = Conversation("198.18.0.1", 1, "198.18.0.2", 2).udp_up("x");
    wire.up(frame);
    wire.down(frame);
    ASSERT_EQ(wire.worker(wire.owner("198.18.0.1")).counters.flows_created.get() +
                  wire.worker(wire.owner("198.18.0.2")).counters.flows_created.get(),
              2u);
    EXPECT_EQ(wire.flows(wire.owner("198.18.0.1"))[0]->key.subscriber_port, 1);
}

TEST_F(Owner, LaterFragmentsFollowTheFirstOnesPortsToTheSameRule) {
    for (const char* subscriber : {"198.18.0.1", "198.18.0.2", "198.18.0.3", "2001:db8:1::1"}) {
        SCOPED_TRACE(subscriber);
        VirtualBox& wire = box(R"(
rules:
  - { name: by-port, match: { protocol: udp, remote_port: 4444 }, action: drop }
)",
                               {.workers = 2});
        const bool ipv6 = std::string_view(subscriber).find(':') != std::string_view::npos;
        const std::string remote = ipv6 ? "2001:db8:2::1" : "198.18.1.1";
        const Conversation forbidden(subscriber, 1, remote, 4'444);
        const Conversation allowed(subscriber, 1, remote, 5'555);
        for (const uint32_t lane : {0u, 1u}) {
            EXPECT_FALSE(wire.up(forbidden.first_fragment(10 + lane), 0, lane));
            EXPECT_FALSE(wire.up(forbidden.last_fragment(10 + lane), 0, 1 - lane));
            EXPECT_TRUE(wire.up(allowed.first_fragment(20 + lane), 0, lane));
            EXPECT_TRUE(wire.up(allowed.last_fragment(20 + lane), 0, 1 - lane));
        }
        EXPECT_EQ(wire.worker(wire.owner(subscriber)).flows.size(), 2u);
        EXPECT_EQ(wire.odd(Oddity::fragment_unknown), 0u);
    }
}

}  // namespace
}  // namespace sluice::test
