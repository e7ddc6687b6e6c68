// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;
constexpr auto kAnnounce =
    "GET /announce?info_hash=%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13%14"
    "&peer_id=-XX0001-abcdefghijkl&port=6881&left=0 HTTP/1.1\r\nHost: tracker\r\n\r\n";

TEST(ClassifierTcp, RecognisesAHandshakeInOneSegment) {
    FlowUnderTest flow;
    flow.opens();
    EXPECT_TRUE(flow.tcp(kUp, 0, handshake()));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.messages(kUp, MessageKind::handshake), 1u);
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierTcp, RecognisesAHandshakeCutAnywhereInTwo) {
    const auto stream = handshake() + have();
    for (size_t cut = 1; cut < stream.size(); ++cut) {
        FlowUnderTest flow;
        flow.opens();
        flow.tcp(kDown, 0, Bytes{stream}.first(cut));
        EXPECT_EQ(flow.inspection.settled(), cut >= kHandshakeBytes) << cut;
        flow.tcp(kDown, cut, Bytes{stream}.subspan(cut));
        EXPECT_EQ(flow.verdict(), "bittorrent.peer exact") << cut;
        EXPECT_EQ(flow.messages(kDown, MessageKind::have_piece), 1u) << cut;
    }
}

TEST(ClassifierTcp, RecognisesAHandshakeThatComesByteByByte) {
    FlowUnderTest flow;
    flow.opens();
    const auto stream = handshake() + have();
    for (size_t i = 0; i < stream.size(); ++i)
        flow.tcp(kUp, i, Bytes{stream}.subspan(i, 1));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
    EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
}

TEST(ClassifierTcp, RecognisesAHandshakeWhoseBytesComeInAnyOrder) {
    std::mt19937 random{1};
    for (int round = 0; round < 20; ++round) {
        FlowUnderTest flow;
        flow.opens();
        const auto stream = handshake() + have();
        std::vector<size_t> order(stream.size());
        for (size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::shuffle(order.begin(), order.end(), random);
        for (const size_t i : order)
            flow.tcp(kUp, i, Bytes{stream}.subspan(i, 1));
        EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
        EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
    }
}

TEST(ClassifierTcp, RecognisesAHandshakeAmongRetransmissions) {
    FlowUnderTest flow;
    flow.opens();
    const auto stream = handshake();
    for (int i = 0; i < 5; ++i)
        flow.tcp(kUp, 0, Bytes{stream}.first(30));
    flow.tcp(kUp, 10, Bytes{stream}.subspan(10));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
}

TEST(ClassifierTcp, KeepsTheFirstCopyWhereSegmentsOverlap) {
    FlowUnderTest flow;
    flow.opens();
    const auto stream = handshake();
    const std::vector<uint8_t> other(30, 'x');
    flow.tcp(kUp, 10, Bytes{stream}.subspan(10));
    flow.tcp(kUp, 5, Bytes{other});  // only 5 to 9 are news: not a handshake any more
    flow.tcp(kUp, 0, Bytes{stream}.first(12));
    EXPECT_EQ(flow.verdict(), "unknown none");

    FlowUnderTest intact;
    intact.opens();
    intact.tcp(kUp, 10, Bytes{stream}.subspan(10));
    intact.tcp(kUp, 12, Bytes{other});
    intact.tcp(kUp, 0, Bytes{stream}.first(12));
    EXPECT_EQ(intact.verdict(), "bittorrent.peer exact");
}

TEST(ClassifierTcp, TakesTheFirstByteSeenForTheStartWithoutASyn) {
    FlowUnderTest flow;
    EXPECT_TRUE(flow.tcp(kDown, 0, handshake()));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
}

TEST(ClassifierTcp, RecognisesTheAnswerOfAFlowSeenFromTheMiddle) {
    FlowUnderTest flow;
    flow.tcp(kUp, 500, std::vector<uint8_t>(600, 0x55));
    EXPECT_TRUE(flow.tcp(kDown, 0, handshake()));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
}

TEST(ClassifierTcp, BelievesTheWireLengthOfAHandshakeThatACaptureCutShort) {
    FlowUnderTest flow;
    const auto stream = handshake();
    EXPECT_TRUE(flow.observe({.payload = Bytes{stream}.first(30), .wire_bytes = 68}));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
    EXPECT_FALSE(FlowUnderTest{}.observe({.payload = Bytes{stream}.first(30), .wire_bytes = 67}));
}

TEST(ClassifierTcp, RecognisesDataOnTheSyn) {
    FlowUnderTest flow;
    const auto stream = handshake();
    EXPECT_TRUE(flow.observe(
        {.payload = stream, .wire_bytes = 68, .syn = true, .sequence = flow.sequence(kUp, 0) - 1}));
    flow.tcp(kUp, 68, have());
    EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
}

TEST(ClassifierTcp, RecognisesAnAnnounceOverHttpCutAnywhereInTwo) {
    const auto request = text_bytes(kAnnounce);
    for (size_t cut = 1; cut < request.size() - 20; ++cut) {
        FlowUnderTest flow;
        flow.opens();
        flow.tcp(kUp, 0, Bytes{request}.first(cut));
        flow.tcp(kUp, cut, Bytes{request}.subspan(cut));
        EXPECT_EQ(flow.verdict(), "bittorrent.tracker.http exact") << cut;
    }
}

TEST(ClassifierTcp, KeepsNoStateOfWhatBeginsLikeNothingKnown) {
    FlowUnderTest flow;
    flow.opens();
    for (size_t i = 0; i < 12; ++i) {
        EXPECT_FALSE(flow.inspection.settled());
        flow.tcp(kUp, i * 6, text_bytes("hello\n"));
        flow.tcp(kDown, i * 6, text_bytes("olleh\n"));
        EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
    }
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.verdict(), "unknown none");
}

TEST(ClassifierTcp, SettlesAOneWayFlowWhenItsPacketsAreSpent) {
    FlowUnderTest flow;
    flow.opens();
    for (size_t i = 0; i < 12; ++i) {
        EXPECT_FALSE(flow.inspection.settled());
        flow.tcp(kUp, i * 100, std::vector<uint8_t>(100, 'x'));
    }
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.classifier.counts().budget_spent.get(), 1u);
}

TEST(ClassifierTcp, GivesUpARequestLineLongerThanTheBudget) {
    FlowUnderTest flow;
    flow.opens();
    flow.tcp(kDown, 0, text_bytes("220 "));
    const auto line = text_bytes("GET /announce?info_hash=") + std::vector<uint8_t>(3000, 'a');
    flow.tcp(kUp, 0, Bytes{line}.first(1400));
    EXPECT_FALSE(flow.inspection.settled());
    flow.tcp(kUp, 1400, Bytes{line}.subspan(1400));
    EXPECT_EQ(flow.verdict(), "unknown none");
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierTcp, LeavesAFlowUnknownAndCountsItWhenAPoolIsSpent) {
    FlowUnderTest no_state{{.undecided_flows = 0, .walked_flows = 8, .held_segments = 8}};
    no_state.tcp(kUp, 0, Bytes{handshake()}.first(10));
    EXPECT_TRUE(no_state.inspection.settled());
    EXPECT_EQ(no_state.verdict(), "unknown none");
    EXPECT_EQ(no_state.classifier.counts().undecided_exhausted.get(), 1u);

    FlowUnderTest no_buffer{{.undecided_flows = 8, .walked_flows = 8, .kept_beginnings = 0}};
    no_buffer.tcp(kUp, 0, Bytes{handshake()}.first(10));
    EXPECT_EQ(no_buffer.verdict(), "unknown none");
    EXPECT_EQ(no_buffer.classifier.counts().beginnings_exhausted.get(), 1u);
    EXPECT_EQ(no_buffer.classifier.undecided_in_use(), 0u);

    FlowUnderTest no_walker{{.undecided_flows = 8, .walked_flows = 0, .held_segments = 8}};
    no_walker.tcp(kUp, 0, handshake());
    EXPECT_EQ(no_walker.verdict(), "bittorrent.peer exact");
    EXPECT_FALSE(no_walker.inspection.needs_payload());
    EXPECT_EQ(no_walker.classifier.counts().walkers_exhausted.get(), 1u);
}

TEST(ClassifierTcp, TakesTheStateOfTheOldestFlowWhereNoneIsLeft) {
    FlowUnderTest flow{
        {.undecided_flows = 2, .walked_flows = 8, .kept_beginnings = 2, .held_segments = 8}};
    const auto begin = [&](FlowInspection& inspection) {
        const auto start = handshake();
        flow.classifier.observe(inspection, {.payload = Bytes{start}.first(10), .wire_bytes = 10});
    };
    const auto go_on = [&](FlowInspection& inspection) {
        const auto rest = handshake();
        const Segment segment{.payload = Bytes{rest}.subspan(10), .wire_bytes = 58, .sequence = 10};
        return inspection.needs_payload() && flow.classifier.observe(inspection, segment);
    };
    std::array<FlowInspection, 4> flows;
    for (FlowInspection& inspection : flows)
        begin(inspection);
    EXPECT_EQ(flow.classifier.undecided_in_use(), 2u);
    EXPECT_EQ(flow.classifier.counts().undecided_displaced.get(), 2u);
    EXPECT_TRUE(flows[0].settled());
    EXPECT_TRUE(flows[1].settled());
    EXPECT_TRUE(go_on(flows[2]));
    EXPECT_TRUE(go_on(flows[3]));
    for (FlowInspection& inspection : flows)
        flow.classifier.forget(inspection);
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierTcp, NeverDisplacesAFlowInItsOwnFavour) {
    FlowUnderTest flow{
        {.undecided_flows = 1, .walked_flows = 8, .kept_beginnings = 1, .held_segments = 8}};
    flow.opens();
    flow.tcp(kUp, 0, Bytes{handshake()}.first(10));
    flow.tcp(kDown, 0, Bytes{handshake()}.first(10));
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
    EXPECT_EQ(flow.classifier.counts().undecided_displaced.get(), 0u);
}

TEST(ClassifierTcp, TakesNoStateForSynsAlone) {
    FlowUnderTest flow{
        {.undecided_flows = 0, .walked_flows = 1, .kept_beginnings = 0, .held_segments = 0}};
    flow.opens();
    EXPECT_EQ(flow.classifier.counts().undecided_exhausted.get(), 0u);
    EXPECT_TRUE(flow.tcp(kUp, 0, handshake()));
}

TEST(ClassifierTcp, BelievesTheLastSynOfAConnectionTriedAgain) {
    FlowUnderTest flow;
    flow.observe({.syn = true, .sequence = 4'000'000'000});
    flow.opens();
    EXPECT_TRUE(flow.tcp(kUp, 0, handshake()));
}

TEST(ClassifierTcp, ForgetsAFlowInAnyState) {
    FlowUnderTest flow;
    flow.opens();
    flow.tcp(kUp, 0, Bytes{handshake()}.first(10));
    flow.tcp(kDown, 40, Bytes{handshake()}.subspan(40));
    EXPECT_EQ(flow.classifier.undecided_in_use(), 1u);
    flow.classifier.forget(flow.inspection);
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
    flow.tcp(kUp, 0, handshake());
    EXPECT_EQ(flow.classifier.walkers_in_use(), 1u);
    flow.classifier.forget(flow.inspection);
    EXPECT_EQ(flow.classifier.walkers_in_use(), 0u);
}

}  // namespace
}  // namespace sluice
