// SPDX-License-Identifier: Apache-2.0
// Flows that are first seen after their beginning: a box that starts, a route that changes.
#include <gtest/gtest.h>

#include "tests/unit/classifier/ciphertext.h"
#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

TEST(ClassifierJoined, RecognisesPeerWireByItsFirstRequest) {
    FlowUnderTest flow;
    flow.tcp(kDown, 0, ciphertext(1'400));
    EXPECT_EQ(flow.verdict(), "unknown none");
    EXPECT_TRUE(flow.tcp(kUp, 0, request()));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer coherent");
    flow.tcp(kUp, request().size(), request());
    EXPECT_EQ(flow.messages(kUp, MessageKind::piece_request), 2u);
}

TEST(ClassifierJoined, RecognisesASeederHeardOneWayByTheSecondBlock) {
    FlowUnderTest flow;
    const auto stream = std::vector<uint8_t>(4'000, 0xee) + piece() + piece();
    constexpr size_t kSegment = 1'448;
    size_t at = 0;
    for (; at < stream.size() && flow.verdict() == "unknown none"; at += kSegment)
        flow.tcp(kDown, at, Bytes{stream}.subspan(at, std::min(kSegment, stream.size() - at)));
    EXPECT_EQ(flow.verdict(), "bittorrent.peer coherent");
    EXPECT_LE(at, 4'000 + piece().size() + 2 * kSegment) << "where the second begins";
}

// A mirror shows the SYNs and loses both handshakes.
TEST(ClassifierJoined, RecognisesPeerWireWhoseHandshakesWereLostBehindItsSyns) {
    FlowUnderTest flow;
    flow.opens();
    constexpr size_t kSegment = 1'448;
    const size_t handshakes = handshake().size();
    size_t requested = handshakes;
    size_t sent = handshakes;
    for (int block = 0; block < 3 && flow.verdict() == "unknown none"; ++block) {
        flow.tcp(kUp, requested, request());
        requested += request().size();
        const auto stream = piece();
        for (size_t at = 0; at < stream.size(); at += kSegment)
            flow.tcp(kDown, sent + at,
                     Bytes{stream}.subspan(at, std::min(kSegment, stream.size() - at)));
        sent += stream.size();
    }
    EXPECT_EQ(flow.verdict(), "bittorrent.peer coherent");
}

TEST(ClassifierJoined, AHandshakeThatComesLateBehindItsSynIsStillOne) {
    FlowUnderTest flow;
    flow.opens();
    for (uint32_t i = 0; i < 20; ++i)
        flow.tcp(kUp, handshake().size() + i * 1'000, ciphertext(1'000, i));
    flow.tcp(kUp, 0, handshake());
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
}

TEST(ClassifierJoined, LooksAtAFlowWithoutItsBeginningNoLongerThanAtOneThatIsJoined) {
    FlowUnderTest flow;
    flow.opens();
    uint32_t looked_at = 0;
    for (uint32_t i = 0; i < 100 && flow.inspection.needs_payload(); ++i) {
        flow.syn(kUp);  // however often it is said to begin
        flow.tcp(kUp, 4'000 + i * 1'000, ciphertext(1'000, i));
        ++looked_at;
    }
    EXPECT_LE(looked_at, Classifier::Settings().joined_budget_packets);
    EXPECT_EQ(flow.classifier.counts().budget_spent.get(), 1u);
}

TEST(ClassifierJoined, TakesNoOtherLengthPrefixedProtocolForIt) {
    FlowUnderTest flow;
    for (size_t i = 0; i < 40; ++i) {
        // A length, a type and an id, as many protocols have them.
        auto message = hex("0000000d 01") + ciphertext(12, static_cast<uint32_t>(i));
        flow.tcp(i % 2 ? kUp : kDown, i / 2 * message.size(), message);
    }
    EXPECT_EQ(flow.verdict(), "unknown none");
}

TEST(ClassifierJoined, KnowsAnEncryptedFlowByItsEnd) {
    constexpr std::array<uint8_t, 16> kRemote{0, 0, 0,    0,    0,   0,  0, 0,
                                              0, 0, 0xff, 0xff, 198, 18, 0, 9};
    for (const bool learnt : {false, true}) {
        FlowUnderTest flow;
        flow.ends.remote_address = kRemote.data();
        flow.ends.remote_port = 51'413;
        if (learnt)
            flow.classifier.endpoints().learn({{kRemote, 51'413}, Transport::tcp},
                                              EndpointSource::tracker, 0);
        for (uint32_t i = 0; i < 40; ++i)
            flow.tcp(i % 2 ? kUp : kDown, i / 2 * 1'000, ciphertext(1'000, i));
        EXPECT_EQ(flow.verdict(), learnt ? "bittorrent.peer endpoint" : "unknown none");
    }
}

TEST(ClassifierJoined, SuspectsCiphertextThatASubscriberExchangesWithMany) {
    constexpr std::array<uint8_t, 16> kSubscriber{0x20, 1, 0xd, 0xb8};
    FlowUnderTest flow;
    std::string verdict;
    for (uint8_t remote = 0; remote < 40; ++remote) {
        const std::array<uint8_t, 16> address{0x20, 1, 0xd, 0xb9, remote};
        flow.ends = {.subscriber_address = kSubscriber.data(), .remote_address = address.data()};
        for (uint32_t i = 0; i < 80; ++i)
            flow.tcp(i % 2 ? kUp : kDown, i / 2 * 1'000, ciphertext(1'000, i));
        verdict = flow.verdict();
        if (remote == 0) {
            EXPECT_EQ(verdict, "unknown none") << "one such connection is nothing";
        }
        flow.classifier.forget(flow.inspection);
    }
    EXPECT_EQ(verdict, "suspect.encrypted suspect");
}

}  // namespace
}  // namespace sluice
