// SPDX-License-Identifier: Apache-2.0
#include "classifier/learnt_endpoints.h"
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Learning = BoxTest;

constexpr uint32_t kWorkers = 3;

Endpoint peer(uint8_t number, uint16_t port = 6'881) {
    return {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 1, number}, port}, Transport::tcp};
}

uint32_t seconds(const VirtualBox& wire) {
    return static_cast<uint32_t>(wire.now_ns() / 1'000'000'000);
}

EndpointSource known_to(VirtualBox& wire, uint32_t worker, const Endpoint& endpoint) {
    return wire.worker(worker).classifier.endpoints().find(endpoint, seconds(wire));
}

// Any packet: news go round between bursts.
void pass_a_packet(VirtualBox& wire) {
    wire.up(Conversation("198.18.0.1", 1, "203.0.113.1", 53).udp_up("x"));
}

TEST_F(Learning, WhatOneWorkerLearnsTheOthersKnow) {
    VirtualBox& wire = box("rules: []", {.workers = kWorkers});
    wire.worker(0).classifier.endpoints().learn(peer(1), EndpointSource::tracker, seconds(wire));
    wire.worker(2).classifier.endpoints().learn(peer(2), EndpointSource::dht_node, seconds(wire));
    EXPECT_EQ(known_to(wire, 1, peer(1)), EndpointSource::none);
    pass_a_packet(wire);
    for (uint32_t worker = 0; worker < kWorkers; ++worker)
        EXPECT_EQ(known_to(wire, worker, peer(1)), EndpointSource::tracker) << worker;
    EXPECT_EQ(known_to(wire, 0, peer(2)), EndpointSource::none) << "nodes are not told of";
}

TEST_F(Learning, WhatIsKnownEndsInTimeOnEveryWorkerAndLeavesTheGauge) {
    VirtualBox& wire = box("rules: []", {.workers = kWorkers});
    wire.worker(0).classifier.endpoints().learn(peer(1), EndpointSource::tracker, seconds(wire));
    pass_a_packet(wire);
    wire.pass_ns(19ull * 60 * 1'000'000'000);
    EXPECT_EQ(known_to(wire, 1, peer(1)), EndpointSource::tracker);
    wire.pass_ns(60ull * 1'000'000'000);
    EXPECT_EQ(known_to(wire, 1, peer(1)), EndpointSource::none);
    EXPECT_EQ(wire.worker(1).classifier.endpoints().counts().in_use.get(), 1u);
    for (int second = 0; second < 64; ++second)
        wire.wait_ms(1'000);
    EXPECT_EQ(wire.worker(1).classifier.endpoints().counts().in_use.get(), 0u);
}

TEST_F(Learning, NewsThatFindNoRoomAreCountedAndPacketsPass) {
    VirtualBox& wire = box("rules: []", {.workers = 2});
    LearntEndpoints& endpoints = wire.worker(0).classifier.endpoints();
    for (uint16_t port = 1; port <= 2'000; ++port)
        endpoints.learn(peer(1, port), EndpointSource::confirmed, seconds(wire));
    EXPECT_GT(endpoints.counts().news_dropped.get(), 0u);
    EXPECT_TRUE(wire.up(Conversation("198.18.0.1", 1, "203.0.113.1", 53).udp_up("x")));
}

}  // namespace
}  // namespace sluice::test
