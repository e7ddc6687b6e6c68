// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/peer_wire_messages.h"
#include "tests/unit/classifier/wire/krpc_messages.h"
#include "tests/unit/classifier/wire/udp_tracker_messages.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

const auto kSyn = hex("41 00 1234 10eeb2f0 00000000 00000000 e7f5 0000");
const auto kSynAnswer = hex("21 00 1234 06ff3f5f 7fffffff 0000f000 49c7 e7f5");
const auto kData = hex("01 00 1235 10f06876 09f12917 00100000 e7f6 49c6");

TEST(ClassifierUdp, RecognisesADhtQueryByItself) {
    FlowUnderTest flow;
    EXPECT_TRUE(flow.udp(kUp, text_bytes(krpc_ping())));
    EXPECT_EQ(flow.verdict(), "bittorrent.dht exact");
    EXPECT_FALSE(flow.udp(kUp, text_bytes(krpc_ping())));
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierUdp, RecognisesUtpWhenBothEndsAgree) {
    FlowUnderTest flow;
    EXPECT_FALSE(flow.udp(kUp, kSyn));
    EXPECT_EQ(flow.verdict(), "unknown none");
    EXPECT_TRUE(flow.udp(kDown, kSynAnswer));
    EXPECT_EQ(flow.verdict(), "bittorrent.utp coherent");
}

TEST(ClassifierUdp, IsSureOfUtpThatCarriesTheHandshake) {
    FlowUnderTest flow;
    flow.udp(kUp, kSyn);
    flow.udp(kDown, kSynAnswer);
    EXPECT_TRUE(flow.udp(kUp, kData + handshake()));
    EXPECT_EQ(flow.verdict(), "bittorrent.utp exact");
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierUdp, CallsAFlowUtpThatBeganWithTheDht) {
    FlowUnderTest flow;
    flow.udp(kUp, text_bytes(krpc_ping()));
    flow.udp(kUp, kSyn);
    EXPECT_TRUE(flow.udp(kDown, kSynAnswer));
    EXPECT_EQ(flow.verdict(), "bittorrent.utp coherent");
    EXPECT_FALSE(flow.udp(kUp, text_bytes(krpc_ping())));
    EXPECT_EQ(flow.verdict(), "bittorrent.utp coherent");
}

TEST(ClassifierUdp, LeavesOneWayUtpUnknown) {
    FlowUnderTest flow;
    flow.udp(kUp, kSyn);
    for (int i = 0; i < 20; ++i)
        flow.udp(kUp, kData + hex("01020304"));
    EXPECT_EQ(flow.verdict(), "unknown none");
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierUdp, RecognisesATrackerByItsConnect) {
    FlowUnderTest flow;
    EXPECT_TRUE(flow.udp(kUp, tracker_connect()));
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.udp exact");
    EXPECT_TRUE(flow.inspection.settled());
}

TEST(ClassifierUdp, RecognisesAnAnnounceByTheTransactionOfItsReply) {
    FlowUnderTest flow;
    EXPECT_FALSE(flow.udp(kUp, tracker_announce()));
    EXPECT_TRUE(flow.udp(kDown, tracker_announce_reply()));
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.udp exact");
}

TEST(ClassifierUdp, RecognisesAnAnnounceByTheConnectionItWasGiven) {
    FlowUnderTest flow;
    EXPECT_FALSE(flow.udp(kDown, tracker_connect_reply()));
    EXPECT_TRUE(flow.udp(kUp, tracker_announce()));
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.udp exact");
}

TEST(ClassifierUdp, BelievesNoReplyOfAnotherTransactionOrTheSameDirection) {
    FlowUnderTest flow;
    auto reply = tracker_announce_reply();
    flow.udp(kUp, tracker_announce());
    EXPECT_FALSE(flow.udp(kUp, reply));
    reply[7] ^= 1;
    EXPECT_FALSE(flow.udp(kDown, reply));
    EXPECT_EQ(flow.verdict(), "unknown none");
}

// What others take for uTP or a tracker: each both ways, several times.
TEST(ClassifierUdp, LabelsNoLookAlikes) {
    const std::pair<const char*, std::vector<uint8_t>> kinds[] = {
        {"DNS with id 0x4100", hex("4100 0100 0001 0000 0000 0000 03777777 00 0001 0001")},
        {"DNS answer with id 0x4100",
         hex("4100 8180 0001 0001 0000 0000 03777777 00 0001 0001 c00c 0001 0001")},
        {"DNS with id 0x0100", hex("0100 0100 0001 0000 0000 0000 03777777 00 0001 0001")},
        {"zeros behind 0x60", hex("6000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000")},
        {"Unix time at byte 4", hex("0100 0001 65f1a2b3 00000000 00000000 0001 0001 aabb")},
        {"STUN binding request",
         hex("0001 0008 2112a442 000102030405060708090a0b 0006 0004 61626364")},
        {"STUN binding response",
         hex("0101 000c 2112a442 000102030405060708090a0b 0020 0008 0001a147e112a643")},
        {"WireGuard initiation", hex("01000000 a1b2c3d4") + std::vector<uint8_t>(140, 0x5c)},
        {"WireGuard data",
         hex("04000000 a1b2c3d4 0100000000000000") + std::vector<uint8_t>(64, 0x5c)},
        {"QUIC short header", hex("41a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607")},
        {"UFTP announcement", hex("0101 0000 00000001 0a000001 0a000002 0000 0001 0000")},
    };
    for (const auto& [kind, payload] : kinds) {
        FlowUnderTest flow;
        for (int i = 0; i < 15; ++i) {
            flow.udp(kUp, payload);
            flow.udp(kDown, payload);
        }
        EXPECT_FALSE(is_p2p(flow.inspection.verdict.label)) << kind << ": " << flow.verdict();
    }
}

// Protocols full of zeros, whose datagrams have a tracker's lengths and actions.
TEST(ClassifierUdp, TakesNoZerosForATrackersIds) {
    const std::vector<uint8_t> zeros(16, 0);
    std::vector<uint8_t> announce(98, 0);
    announce[11] = 1;
    announce[97] = 1;
    std::vector<uint8_t> reply(20, 0);
    reply[3] = 1;
    FlowUnderTest flow;
    flow.udp(kDown, zeros);
    flow.udp(kUp, announce);
    flow.udp(kDown, reply);
    EXPECT_EQ(flow.verdict(), "unknown none");
}

TEST(ClassifierUdp, SettlesOtherTrafficWhenItsPacketsAreSpentWithoutState) {
    FlowUnderTest flow;
    for (int i = 0; i < 12; ++i) {
        EXPECT_FALSE(flow.inspection.settled());
        flow.udp(kUp, hex("c300000001"));
    }
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.classifier.counts().budget_spent.get(), 1u);
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierUdp, CountsThePoolsExhaustionAndStaysUnknown) {
    FlowUnderTest flow{{.undecided_flows = 0, .walked_flows = 1, .held_segments = 1}};
    flow.udp(kUp, kSyn);
    flow.udp(kDown, kSynAnswer);
    EXPECT_EQ(flow.verdict(), "unknown none");
    EXPECT_EQ(flow.classifier.counts().undecided_exhausted.get(), 2u);
    EXPECT_TRUE(flow.udp(kUp, text_bytes(krpc_ping()))) << "needs no state";
}

}  // namespace
}  // namespace sluice
