// SPDX-License-Identifier: Apache-2.0
// Which frames a port's program forwards past the workers because their flow needs none, and what
// it counts of them, by BPF_PROG_TEST_RUN.
#include <cstring>
#include <numeric>

#include <gtest/gtest.h>
#include <linux/bpf.h>

#include "ebpf/heartbeats.h"
#include "ebpf/plain_flow.h"
#include "ebpf/shunt_maps.h"
#include "ebpf/xdp_port.h"
#include "tests/bpf/port_probe.h"
#include "tests/bpf/veth_scene.h"
#include "tests/unit/dataplane/frame_builder.h"

namespace sluice {
namespace {

using test::Frame;

constexpr uint32_t kPlaces = 4;
constexpr uint32_t kPlace = 2;
constexpr uint32_t kRound = 9;
constexpr uint16_t kRealm = 3;

std::vector<uint8_t> datagram(size_t payload = 100, uint8_t traffic_class = 0) {
    return Frame()
        .ethernet()
        .ipv4("198.18.0.1", "203.0.113.1")
        .traffic_class(traffic_class)
        .udp(4'000, 443)
        .payload(payload, 'x')
        .bytes();
}
std::vector<uint8_t> segment(uint8_t flags) {
    return Frame()
        .ethernet()
        .vlan(7)
        .ipv6("2001:db8::1", "2001:db8::2")
        .tcp(4'000, 443, 1, flags)
        .payload(100, 'x')
        .bytes();
}

sluice_flow_key flow_of(const std::vector<uint8_t>& frame) {
    sluice_plain_packet packet{};
    EXPECT_TRUE(sluice_read_plain_packet(frame.data(), frame.data() + frame.size(), frame.size(),
                                         kRealm, 0, &packet));
    return packet.key;
}

// A port with a peer, a worker that is well, and one flow that needs none.
class XdpShuntTest : public testing::Test {
 protected:
    void SetUp() override {
        if (const std::string reason = VethScene::why_not(); !reason.empty())
            GTEST_SKIP() << reason;
        scene_.emplace();
        scene_->ip("link add peer0 type veth peer name peer1");
        heartbeats_.emplace(1, true);
        maps_.emplace(kPlaces);
        port_ = attach_xdp_port("port0", {.peer = "peer0",
                                          .heartbeats = heartbeats_->map(),
                                          .workers = 1,
                                          .patience_ns = 1'000'000'000,
                                          .settle_ns = 0,
                                          .shunted_flows = maps_->flows_map(),
                                          .shunt_places = maps_->places_map(),
                                          .realm = kRealm,
                                          .direction = 0});
        set_shunt_round(*port_, kRound);
    }
    void TearDown() override {
        if (port_)
            detach_xdp_port(*port_);
    }

    void shunt(const std::vector<uint8_t>& frame) {
        EXPECT_TRUE(maps_->begin(flow_of(frame), kPlace));
        place().direction[0] = {.round = kRound,
                                .dscp = 0,
                                .padding = {},
                                .ip_bytes = 0,
                                .packets = {},
                                .ece_packets = 0,
                                .cwr_packets = 0};
    }
    sluice_shunted& place() { return maps_->places()[kPlace]; }
    uint64_t counted() {
        const auto& packets = place().direction[0].packets;
        return std::accumulate(std::begin(packets), std::end(packets), uint64_t{0});
    }

    // What becomes of the frame, as it is counted.
    sluice_verdict says(const std::vector<uint8_t>& frame) {
        heartbeats_->all()[0].oldest_beat_ns = monotonic_ns();
        const XdpVerdicts before = read_verdicts(*port_);
        EXPECT_EQ(verdict_on(port_->program_id, frame), XDP_REDIRECT);
        const XdpVerdicts after = read_verdicts(*port_);
        uint32_t counted = 0;
        while (counted < SLUICE_VERDICTS && after[counted].packets == before[counted].packets)
            ++counted;
        return static_cast<sluice_verdict>(counted);
    }

    std::optional<VethScene> scene_;
    std::optional<Heartbeats> heartbeats_;
    std::optional<ShuntMaps> maps_;
    std::optional<XdpPort> port_;
};

TEST_F(XdpShuntTest, AFrameOfAShuntedFlowGoesToThePeerAndIsCountedInItsPlace) {
    shunt(datagram());
    while_somebody_listens("port0", [&] {
        EXPECT_EQ(says(datagram(100)), SLUICE_SHUNTED);
        EXPECT_EQ(says(datagram(50, 2)), SLUICE_SHUNTED);
    });
    EXPECT_EQ(counted(), 2U);
    EXPECT_EQ(place().direction[0].packets[2], 1U) << "by ECN codepoint";
    EXPECT_EQ(place().direction[0].ip_bytes, 28U + 100 + 28 + 50);
    EXPECT_EQ(place().direction[1].ip_bytes, 0U);
}

TEST_F(XdpShuntTest, AFrameOfAnotherFlowGoesToTheWorkers) {
    shunt(datagram());
    while_somebody_listens(
        "port0", [&] { EXPECT_EQ(says(segment(test::tcp_flag::kAck)), SLUICE_INSPECTED); });
    EXPECT_EQ(counted(), 0U);
}

TEST_F(XdpShuntTest, WhatBeginsOrEndsAConnectionGoesToTheWorkers) {
    shunt(segment(test::tcp_flag::kAck));
    while_somebody_listens("port0", [&] {
        EXPECT_EQ(says(segment(test::tcp_flag::kAck | 0x40)), SLUICE_SHUNTED);
        for (const uint8_t flag :
             {test::tcp_flag::kSyn, test::tcp_flag::kFin, test::tcp_flag::kRst})
            EXPECT_EQ(says(segment(test::tcp_flag::kAck | flag)), SLUICE_INSPECTED) << int{flag};
    });
    EXPECT_EQ(place().direction[0].ece_packets, 1U);
    EXPECT_EQ(counted(), 1U);
}

TEST_F(XdpShuntTest, AFrameWithAnotherDscpGoesToTheWorkers) {
    shunt(datagram());
    while_somebody_listens("port0",
                           [&] { EXPECT_EQ(says(datagram(100, 46 << 2)), SLUICE_INSPECTED); });
    EXPECT_EQ(counted(), 0U);
}

TEST_F(XdpShuntTest, WithANewRoundAllFlowsAreTheWorkersUntilTheySayOtherwise) {
    shunt(datagram());
    while_somebody_listens("port0", [&] {
        set_shunt_round(*port_, kRound + 1);
        EXPECT_EQ(says(datagram()), SLUICE_INSPECTED);
        place().direction[0].round = kRound + 1;
        EXPECT_EQ(says(datagram()), SLUICE_SHUNTED);
        set_shunt_round(*port_, 0);
        EXPECT_EQ(says(datagram()), SLUICE_INSPECTED);
    });
}

TEST_F(XdpShuntTest, AFlowThatWasEndedIsTheWorkersAndMayBeginAnew) {
    shunt(datagram());
    EXPECT_FALSE(maps_->begin(flow_of(datagram()), kPlace)) << "it has a place";
    maps_->end(flow_of(datagram()));
    while_somebody_listens("port0", [&] { EXPECT_EQ(says(datagram()), SLUICE_INSPECTED); });
    EXPECT_TRUE(maps_->begin(flow_of(datagram()), kPlace));
}

TEST_F(XdpShuntTest, AMapThatIsFullTakesNoMoreAndKeepsWhatItHas) {
    sluice_flow_key flow = flow_of(datagram());
    for (uint16_t port = 0; port < kPlaces; ++port) {
        flow.remote_port = port;
        EXPECT_TRUE(maps_->begin(flow, port));
    }
    EXPECT_FALSE(maps_->begin(flow_of(datagram()), kPlace));
    place().direction[0].round = kRound;
    const auto kept = Frame()
                          .ethernet()
                          .ipv4("198.18.0.1", "203.0.113.1")
                          .udp(4'000, kPlace)
                          .payload(9, 'x')
                          .bytes();
    while_somebody_listens("port0", [&] { EXPECT_EQ(says(kept), SLUICE_SHUNTED); });
}

TEST_F(XdpShuntTest, WhileNoWorkerIsThereItIsBypassedAsAllOthers) {
    shunt(datagram());
    const uint64_t before = read_verdicts(*port_)[SLUICE_BYPASSED_NO_SOCKET].packets;
    EXPECT_EQ(verdict_on(port_->program_id, datagram()), XDP_REDIRECT);
    EXPECT_EQ(read_verdicts(*port_)[SLUICE_BYPASSED_NO_SOCKET].packets, before + 1);
    EXPECT_EQ(counted(), 0U);
}

}  // namespace
}  // namespace sluice
