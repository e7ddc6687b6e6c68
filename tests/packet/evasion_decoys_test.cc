// SPDX-License-Identifier: Apache-2.0
// Segments that the box sees and the receiver does not: their TTL ends on the way, or the receiver
// throws them away. The box cannot tell them from others, and must not be led far by them.
#include "tests/packet/box_test.h"
#include "tests/packet/segments.h"

namespace sluice::test {
namespace {

using Decoys = BoxTest;

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;

bool right_or_unknown(Label label) {
    return label == Label::bittorrent_peer || label == Label::unknown;
}

std::string requests(size_t count) {
    std::string all;
    for (size_t i = 0; i < count; ++i)
        all += std::string("\0\0\0\15\6\0\0\0\x17\0\0\0\0\0\0\x40\0", 17);
    return all;
}

TEST_F(Decoys, GarbageBeforeTheRealBytesHidesNoHandshake) {
    const std::string garbage[] = {
        "x",
        std::string(68, 'x'),
        handshake().substr(0, 10) + std::string(58, 'x'),
        std::string(1'400, '\0'),
        "GET / HT",
        "\x16\x03\x01",
    };
    for (const bool expires : {true, false})
        for (const std::string& decoy : garbage) {
            VirtualBox& wire = box();
            Segments peer(wire);
            peer.opens();
            const FrameBytes frame = peer.frame(kUp, 0, decoy);
            EXPECT_TRUE(wire.up(expires ? short_lived(frame) : spoiled(frame)));
            peer.up(0, handshake());
            EXPECT_EQ(peer.label(), Label::bittorrent_peer) << decoy.substr(0, 20);
        }
}

TEST_F(Decoys, WhatLooksLikeAnotherProtocolFirstMayKeepItsLabelAndNothingElse) {
    VirtualBox& wire = box();
    Segments peer(wire);
    peer.opens();
    wire.up(short_lived(peer.frame(kUp, 0, "SSH-2.0-OpenSSH_9.2\r\n")));
    peer.up(0, handshake());
    peer.down(0, handshake());
    EXPECT_TRUE(right_or_unknown(peer.label()) || peer.label() == Label::ssh);
    EXPECT_EQ(wire.worker().classifier.undecided_in_use(), 0u);
}

TEST_F(Decoys, AFalseResetOrFinBeforeTheHandshakeChangesNothing) {
    for (const uint8_t flags : {tcp_flag::kRst, uint8_t{tcp_flag::kFin | tcp_flag::kAck}}) {
        VirtualBox& wire = box();
        Segments peer(wire);
        peer.opens();
        wire.up(short_lived(peer.frame(kUp, 0, {}, flags)));
        wire.down(short_lived(peer.frame(kDown, 0, {}, flags)));
        peer.up(0, handshake().substr(0, 30));
        wire.up(spoiled(peer.frame(kUp, 30, {}, flags)));
        peer.up(30, handshake().substr(30));
        EXPECT_EQ(peer.label(), Label::bittorrent_peer);
    }
}

// With any sequence number, near the real one or far from it.
TEST_F(Decoys, AFalseSynBeforeTheHandshakeHidesNothing) {
    for (const int64_t offset :
         {-1'000'000'000L, -5'000L, -1'000L, -60L, -1L, 1L, 30L, 5'000L, 1'000'000'000L})
        for (const bool whole : {true, false}) {
            VirtualBox& wire = box();
            Segments peer(wire);
            peer.opens();
            wire.up(short_lived(peer.frame(kUp, offset - 1, {}, tcp_flag::kSyn)));
            wire.down(short_lived(peer.frame(kDown, offset - 1, {}, tcp_flag::kSyn)));
            if (whole) {
                peer.up(0, handshake());
                EXPECT_EQ(peer.label(), Label::bittorrent_peer) << offset;
                continue;
            }
            peer.up(0, handshake().substr(0, 30));
            peer.up(30, handshake().substr(30));
            peer.down(0, handshake());
            EXPECT_EQ(peer.label(), Label::bittorrent_peer) << offset;
        }
}

// After a reset the same ends may begin anew, so the box has to believe it.
TEST_F(Decoys, AFlowThatIsMadeToBeginAnewByDecoysIsRecognisedAgain) {
    VirtualBox& wire = box();
    Segments peer(wire);
    peer.opens();
    peer.up(0, handshake());
    peer.down(0, handshake());
    EXPECT_EQ(peer.label(), Label::bittorrent_peer);
    wire.up(short_lived(peer.frame(kUp, 68, {}, tcp_flag::kRst)));
    wire.up(short_lived(peer.frame(kUp, 700'000'000, {}, tcp_flag::kSyn)));
    EXPECT_EQ(peer.label(), Label::unknown);
    peer.up(68, requests(3));
    EXPECT_EQ(peer.label(), Label::bittorrent_peer);
}

}  // namespace
}  // namespace sluice::test
