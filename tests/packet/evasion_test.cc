// SPDX-License-Identifier: Apache-2.0
// Senders that would rather not be recognised: the label is right, or the flow honestly unknown.
#include <algorithm>
#include <random>

#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Evasion = BoxTest;

constexpr uint32_t kStart = 1'000;  // the first byte of the stream's sequence number

// A subscriber's TCP segments, at a sequence number of the test's choice.
FrameBytes segment(uint32_t position, std::string_view payload, uint8_t flags = tcp_flag::kAck,
                   uint16_t port = 40'000) {
    return Frame()
        .ethernet()
        .ipv4("198.18.0.1", "198.18.1.1")
        .tcp(port, 6'881, kStart + position, flags)
        .payload(payload)
        .bytes();
}

FrameBytes syn(uint16_t port = 40'000) {
    return segment(static_cast<uint32_t>(-1), {}, tcp_flag::kSyn, port);
}

std::string have(char piece) {
    return std::string("\0\0\0\5\4\0\0\0", 8) + piece;
}

uint64_t haves(VirtualBox& wire) {
    return wire.worker()
        .classifier.counts()
        .messages[static_cast<size_t>(Direction::up)][static_cast<size_t>(MessageKind::have_piece)]
        .get();
}

std::string random_bytes(size_t count, uint32_t seed) {
    std::mt19937 random{seed};
    std::string bytes(count, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

TEST_F(Evasion, AFloodOfBeginningsLeavesWalkedFlowsTheirBuffers) {
    BoxSettings settings;
    settings.classifier.undecided_flows = 256;
    settings.classifier.kept_beginnings = 64;
    settings.classifier.held_segments = 4;
    VirtualBox& wire = box("rules: []", settings);
    wire.up(syn());
    wire.up(segment(0, handshake()));
    const size_t memory = wire.worker().classifier.memory_bytes();

    for (uint16_t port = 1; port <= 1'000; ++port) {
        wire.up(syn(port));
        wire.up(segment(0, port % 2 ? handshake().substr(0, 30) : random_bytes(300, port),
                        tcp_flag::kAck, port));
    }
    const Classifier::Counts& counts = wire.worker().classifier.counts();
    EXPECT_GT(counts.beginnings_exhausted.get(), 0u);
    EXPECT_GT(counts.undecided_exhausted.get(), 0u);
    EXPECT_EQ(wire.worker().classifier.memory_bytes(), memory);

    wire.up(segment(68 + 9, have(2)));  // before the one it follows
    wire.up(segment(68, have(1)));
    EXPECT_EQ(haves(wire), 2u);
    EXPECT_EQ(counts.held_exhausted.get(), 0u);
    EXPECT_EQ(counts.walker_gaps.get(), 0u);

    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
    wire.up(syn(50'000));
    wire.up(segment(0, handshake(), tcp_flag::kAck, 50'000));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 2u) << "new plain flows need no state";
}

TEST_F(Evasion, TinySegmentsInAnyOrderAreRecognisedAndCounted) {
    const std::string stream = handshake() + have(1) + have(2);
    std::mt19937 random{1};
    for (int round = 0; round < 10; ++round) {
        VirtualBox& wire = box();
        wire.up(syn());
        std::vector<uint32_t> order(stream.size());
        for (uint32_t i = 0; i < order.size(); ++i)
            order[i] = i;
        // Among the next sixteen: more outstanding is loss to the walker.
        for (size_t from = 0; from < order.size(); from += 16)
            std::shuffle(order.begin() + static_cast<ptrdiff_t>(from),
                         order.begin() + static_cast<ptrdiff_t>(std::min(from + 16, order.size())),
                         random);
        for (const uint32_t at : order)
            wire.up(segment(at, stream.substr(at, 1)));
        EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
        EXPECT_EQ(haves(wire), 2u);
    }
}

// Where a segment contradicts what came before it, either copy may be the one that is delivered.
TEST_F(Evasion, ContradictingSegmentsLeaveTheLabelRightOrUnknown) {
    for (uint32_t at = 0; at < 68; ++at) {
        VirtualBox& wire = box();
        wire.up(syn());
        wire.up(segment(at, std::string(8, 'x')));
        wire.up(segment(0, handshake()));
        wire.up(segment(68, have(1)));
        EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer) + wire.flows_labelled(Label::unknown),
                  1u)
            << at;
    }
}

// What a bad checksum or a short TTL keeps from the receiver.
TEST_F(Evasion, GarbageThatNeverArrivesDoesNotHideTheHandshakeBehindIt) {
    VirtualBox& wire = box();
    wire.up(syn());
    FrameBytes garbage = segment(0, std::string(68, 'x'));
    garbage[14 + 20 + 16] ^= 0xff;
    wire.up(garbage);
    wire.up(segment(0, handshake()));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
}

TEST_F(Evasion, AResetThatNeverArrivesDoesNotHideTheHandshakeBehindIt) {
    for (const uint8_t flag : {tcp_flag::kRst, tcp_flag::kFin}) {
        VirtualBox& wire = box();
        wire.up(syn());
        wire.up(segment(0, {}, flag));
        wire.up(segment(0, handshake()));
        EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u) << int{flag};
    }
}

TEST_F(Evasion, ASynThatNeverArrivesDoesNotHideTheHandshakeBehindIt) {
    VirtualBox& wire = box();
    wire.up(syn());
    wire.up(segment(0x40000000, {}, tcp_flag::kSyn));
    wire.up(segment(0, handshake()));
    wire.up(segment(68, have(1)));
    EXPECT_EQ(haves(wire), 1u);
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
}

TEST_F(Evasion, ExtensionHeadersHideNothing) {
    VirtualBox& wire = box();
    Conversation talk("2001:db8:1::1", 40'000, "2001:db8:2::1", 6'881);
    wire.up(talk.syn());
    wire.up(Frame()
                .ethernet()
                .ipv6("2001:db8:1::1", "2001:db8:2::1")
                .hop_by_hop()
                .destination_options()
                .routing()
                .destination_options()
                .tcp(40'000, 6'881, 1'001)
                .payload(handshake())
                .bytes());
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
}

TEST_F(Evasion, AHandshakeLateInAFlowIsRecognised) {
    VirtualBox& wire = box();
    wire.up(syn());
    for (uint32_t i = 0; i < 5; ++i)
        wire.up(segment(i * 500, std::string(500, 'x')));
    wire.up(segment(2'500, handshake()));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
}

TEST_F(Evasion, AHandshakeInsideAnHttpConnectionIsRecognised) {
    VirtualBox& wire = box();
    const std::string request = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n";
    wire.up(syn());
    wire.up(segment(0, request));
    EXPECT_EQ(wire.flows_labelled(Label::http), 1u);
    wire.up(segment(static_cast<uint32_t>(request.size()), handshake()));
    EXPECT_EQ(wire.flows_labelled(Label::bittorrent_peer), 1u);
}

}  // namespace
}  // namespace sluice::test
