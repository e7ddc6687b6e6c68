// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_wire_walker.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

// A recognised flow: both handshakes are through.
class WalkedFlow : public FlowUnderTest {
 public:
    explicit WalkedFlow(const Classifier::Settings& settings = small_pools())
        : FlowUnderTest(settings) {
        opens();
        tcp(kUp, 0, handshake());
        tcp(kDown, 0, handshake());
    }
    // Positions count from the first message on.
    void sends(Direction direction, size_t position, Bytes bytes) {
        tcp(direction, kHandshakeBytes + position, bytes);
    }
    uint64_t gaps() const { return classifier.counts().walker_gaps.get(); }
    uint64_t resumed() const { return classifier.counts().walker_resumed.get(); }
};

TEST(PeerWireWalker, CountsTheHandshakesOfBothDirections) {
    WalkedFlow flow;
    EXPECT_EQ(flow.messages(kUp, MessageKind::handshake), 1u);
    EXPECT_EQ(flow.messages(kDown, MessageKind::handshake), 1u);
}

TEST(PeerWireWalker, CountsEachMessageOnceHoweverTheStreamIsCut) {
    const auto stream =
        keep_alive() + interested() + have() + request() + piece() + unchoke() + piece() + have();
    for (const size_t size : {1u, 3u, 7u, 1448u, 9000u, 40000u}) {
        WalkedFlow flow;
        for (size_t at = 0; at < stream.size(); at += size)
            flow.sends(kUp, at, Bytes{stream}.subspan(at, std::min(size, stream.size() - at)));
        EXPECT_EQ(flow.messages(kUp, MessageKind::keep_alive), 1u) << size;
        EXPECT_EQ(flow.messages(kUp, MessageKind::interested), 1u) << size;
        EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 2u) << size;
        EXPECT_EQ(flow.messages(kUp, MessageKind::piece_request), 1u) << size;
        EXPECT_EQ(flow.messages(kUp, MessageKind::piece), 2u) << size;
        EXPECT_EQ(flow.messages(kUp, MessageKind::unchoke), 1u) << size;
        EXPECT_EQ(flow.gaps(), 0u) << size;
    }
}

TEST(PeerWireWalker, IgnoresRetransmissions) {
    WalkedFlow flow;
    const auto stream = have() + request();
    for (int i = 0; i < 3; ++i)
        flow.sends(kUp, 0, stream);
    flow.sends(kUp, 9, Bytes{stream}.subspan(9));
    EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
    EXPECT_EQ(flow.messages(kUp, MessageKind::piece_request), 1u);
}

TEST(PeerWireWalker, IsExactWhenSegmentsAreReordered) {
    std::mt19937 random{7};
    std::vector<uint8_t> stream;
    for (int i = 0; i < 20; ++i)
        stream = stream + have() + request() + piece() + keep_alive();
    for (int round = 0; round < 10; ++round) {
        std::vector<size_t> order;
        for (size_t at = 0; at < stream.size(); at += 1448)
            order.push_back(at);
        // Within windows of eight segments, as multipath does.
        for (size_t i = 0; i < order.size(); i += 8)
            std::shuffle(order.begin() + static_cast<ptrdiff_t>(i),
                         order.begin() + static_cast<ptrdiff_t>(std::min(i + 8, order.size())),
                         random);
        WalkedFlow flow;
        for (const size_t at : order)
            flow.sends(kDown, at,
                       Bytes{stream}.subspan(at, std::min<size_t>(1448, stream.size() - at)));
        EXPECT_EQ(flow.messages(kDown, MessageKind::have_piece), 20u);
        EXPECT_EQ(flow.messages(kDown, MessageKind::piece_request), 20u);
        EXPECT_EQ(flow.messages(kDown, MessageKind::piece), 20u);
        EXPECT_EQ(flow.messages(kDown, MessageKind::keep_alive), 20u);
        EXPECT_EQ(flow.gaps(), 0u);
    }
}

TEST(PeerWireWalker, JumpsInsideAPieceWithoutABuffer) {
    WalkedFlow flow{{.undecided_flows = 8, .walked_flows = 8, .held_segments = 0}};
    const auto stream = piece() + have();
    flow.sends(kDown, 0, Bytes{stream}.first(1000));
    flow.sends(kDown, 3000, Bytes{stream}.subspan(3000));
    EXPECT_EQ(flow.messages(kDown, MessageKind::have_piece), 1u);
    EXPECT_EQ(flow.gaps(), 0u);
}

TEST(PeerWireWalker, FindsItsPlaceAfterAGapAtThePieceHeader) {
    WalkedFlow flow{{.undecided_flows = 8, .walked_flows = 8, .held_segments = 0}};
    const auto stream = piece() + piece() + have();
    flow.sends(kDown, 0, Bytes{stream}.first(16'000));
    flow.sends(kDown, 16'410, Bytes{stream}.subspan(16'410, 1'000));  // behind a missed header
    EXPECT_EQ(flow.gaps(), 1u);
    EXPECT_EQ(flow.resumed(), 0u);
    EXPECT_EQ(flow.classifier.counts().held_exhausted.get(), 1u);
    const auto again = std::vector<uint8_t>(77, 0x99) + piece() + have();
    flow.sends(kDown, 20'000, again);
    EXPECT_EQ(flow.resumed(), 1u);
    EXPECT_EQ(flow.messages(kDown, MessageKind::piece), 2u);
    EXPECT_EQ(flow.messages(kDown, MessageKind::have_piece), 1u);
}

TEST(PeerWireWalker, FindsItsPlaceAtMessagesThatFillASegment) {
    WalkedFlow flow{{.undecided_flows = 8, .walked_flows = 8, .held_segments = 0}};
    flow.sends(kUp, 5'000, request());
    EXPECT_EQ(flow.gaps(), 1u);
    EXPECT_EQ(flow.resumed(), 1u);
    EXPECT_EQ(flow.messages(kUp, MessageKind::piece_request), 1u);
}

TEST(PeerWireWalker, StopsWaitingForBytesThatDoNotCome) {
    WalkedFlow flow;
    flow.sends(kUp, 100, request());
    EXPECT_EQ(flow.messages(kUp, MessageKind::piece_request), 0u);
    flow.time_us = 3'000'000;
    flow.sends(kUp, 117, have());
    EXPECT_EQ(flow.messages(kUp, MessageKind::piece_request), 1u);
    EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
    EXPECT_EQ(flow.gaps(), 1u);
}

TEST(PeerWireWalker, CountsWhatWasStillHeldWhenTheFlowEnds) {
    WalkedFlow flow;
    flow.sends(kUp, 100, request());
    flow.sends(kUp, 500, have());
    flow.classifier.forget(flow.inspection);
    EXPECT_EQ(flow.messages(kUp, MessageKind::piece_request), 1u);
    EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
}

TEST(PeerWireWalker, SkipsThePayloadThatACaptureCutOff) {
    WalkedFlow flow;
    const auto stream = piece() + have();
    flow.observe({.payload = Bytes{stream}.first(40),
                  .wire_bytes = static_cast<uint32_t>(piece().size()),
                  .direction = kUp,
                  .sequence = flow.sequence(kUp, kHandshakeBytes)});
    flow.sends(kUp, piece().size(), have());
    EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
    EXPECT_EQ(flow.gaps(), 0u);
}

TEST(PeerWireWalker, LosesItsPlaceWhereACaptureCutOffAHeader) {
    WalkedFlow flow;
    flow.observe({.payload = Bytes{have()}.first(7),
                  .wire_bytes = 30,
                  .direction = kUp,
                  .sequence = flow.sequence(kUp, kHandshakeBytes)});
    EXPECT_EQ(flow.gaps(), 1u);
}

TEST(PeerWireWalker, InventsNoMessagesInArbitraryBytes) {
    std::mt19937 random{3};
    WalkedFlow flow{{.undecided_flows = 8, .walked_flows = 8, .held_segments = 0}};
    flow.sends(kUp, 0, hex("7fffffff"));
    for (size_t at = 4; at < 400'000; at += 1'448) {
        std::vector<uint8_t> bytes(1'448);
        // A third of the segments is zeros, a third counts upwards in 32-bit words.
        for (size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<uint8_t>(at % 3 == 0   ? 0
                                            : at % 3 == 1 ? (i % 4 == 3 ? i / 4 : 0)
                                                          : random());
        flow.sends(kUp, at, bytes);
    }
    uint64_t counted = 0;
    for (const Counter& count : flow.classifier.counts().messages[0])
        counted += count.get();
    EXPECT_EQ(counted, 1u) << "the handshake alone";
    EXPECT_EQ(flow.resumed(), 0u);
}

}  // namespace
}  // namespace sluice
