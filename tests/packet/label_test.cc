// SPDX-License-Identifier: Apache-2.0
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Labels = BoxTest;

constexpr std::string_view kDropBittorrent = R"(
rules:
  - { name: no-bittorrent, match: { label: bittorrent }, action: drop }
)";

// How the handshake may be cut; one byte a segment would spend the budget of packets, which
// leaves the flow unknown by design.
std::vector<std::vector<size_t>> segmentations() {
    std::vector<std::vector<size_t>> all;
    for (size_t first = 1; first < 68; ++first)
        all.push_back({first});
    for (size_t first = 1; first < 20; ++first)
        all.push_back({first, first + 7, 48});
    all.push_back({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    return all;
}

TEST_F(Labels, AHandshakeInAnySegmentationIsRecognisedAndTheNextPacketFeelsTheRule) {
    for (std::vector<size_t> cuts : segmentations()) {
        SCOPED_TRACE(testing::PrintToString(cuts));
        VirtualBox& wire = box(kDropBittorrent);
        Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
        EXPECT_TRUE(wire.up(talk.syn()));
        EXPECT_TRUE(wire.down(talk.syn_ack()));
        const std::string whole = handshake();
        cuts.push_back(whole.size());
        size_t from = 0;
        for (const size_t cut : cuts) {
            wire.up(talk.up(whole.substr(from, cut - from)));
            from = cut;
        }
        EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
        EXPECT_FALSE(wire.up(talk.up("next")));
        EXPECT_FALSE(wire.down(talk.down("next")));
    }
}

TEST_F(Labels, AHandshakeOutOfOrderIsRecognised) {
    VirtualBox& wire = box(kDropBittorrent);
    Conversation talk("2001:db8:1::1", 40'000, "2001:db8:2::1", 6'881);
    wire.up(talk.syn());
    const FrameBytes first = talk.up(handshake().substr(0, 30));
    const FrameBytes second = talk.up(handshake().substr(30));
    EXPECT_TRUE(wire.up(second));
    wire.up(first);
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
    EXPECT_FALSE(wire.up(talk.up("next")));
}

TEST_F(Labels, ARemoteThatSpeaksFirstIsRecognisedToo) {
    VirtualBox& wire = box(kDropBittorrent, {.workers = 2});
    Conversation talk("198.18.0.9", 6'881, "198.18.1.1", 51'000);
    wire.down(talk.down({}, tcp_flag::kSyn));
    wire.up(talk.up({}, tcp_flag::kSyn | tcp_flag::kAck));
    wire.down(talk.down(handshake()));
    EXPECT_FALSE(wire.up(talk.up(handshake())));
}

TEST_F(Labels, OtherTrafficIsLeftAlone) {
    VirtualBox& wire = box(kDropBittorrent);
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 80);
    wire.up(talk.syn());
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(wire.up(talk.up("GET / HTTP/1.1\r\nHost: example.net\r\n\r\n")));
    EXPECT_EQ(wire.flows_labelled(Label::http), 1u);
}

TEST_F(Labels, WithoutRoomForInspectionTheFlowIsForwardedAndCounted) {
    BoxSettings settings;
    settings.classifier = {
        .undecided_flows = 1, .walked_flows = 1, .kept_beginnings = 4, .learnt_endpoints = 8};
    VirtualBox& wire = box(kDropBittorrent, settings);
    for (uint16_t port = 1; port <= 10; ++port) {
        Conversation talk("198.18.0.1", port, "198.18.1.1", 6'881);
        wire.up(talk.syn());
        EXPECT_TRUE(wire.up(talk.up(handshake().substr(0, 30))));
    }
    EXPECT_EQ(wire.worker().classifier.undecided_in_use(), 1u);
    EXPECT_EQ(wire.worker().classifier.counts().undecided_exhausted.get(), 9u);
    EXPECT_EQ(wire.worker().classifier.counts().undecided_displaced.get(), 9u);
}

// The gauges are what a dashboard shows as flows per label.
TEST_F(Labels, GaugesFollowFlowsThroughLabelsRestartsAndEnds) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    wire.up(talk.syn());
    EXPECT_EQ(wire.flows_labelled(Label::unknown), 1u);
    wire.up(talk.up(handshake()));
    EXPECT_EQ(wire.flows_labelled(Label::unknown), 0u);
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
    wire.up(talk.up({}, tcp_flag::kRst));
    talk.begin_anew();
    wire.up(talk.syn());
    EXPECT_EQ(wire.flows_labelled(Label::unknown), 1u);
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 0u);
    wire.wait_ms(60'000);
    EXPECT_EQ(wire.flows_labelled(Label::unknown), 0u);
}

}  // namespace
}  // namespace sluice::test
