// SPDX-License-Identifier: Apache-2.0
// How a stream may be cut so that a reader of segments loses it: what the receiver reads is what
// counts, and where that cannot be known the flow stays unknown.
#include <algorithm>
#include <numeric>
#include <random>

#include "tests/packet/box_test.h"
#include "tests/packet/segments.h"

namespace sluice::test {
namespace {

using Evasion = BoxTest;

const std::string kHave("\0\0\0\5\4\0\0\0\x17", 9);

uint64_t haves(VirtualBox& wire, Direction direction) {
    return wire.worker()
        .classifier.counts()
        .messages[static_cast<size_t>(direction)][static_cast<size_t>(MessageKind::have_piece)]
        .get();
}

TEST_F(Evasion, AHandshakeOfOneByteSegmentsIsRecognisedInAnyOrder) {
    const std::string stream = handshake() + kHave;
    std::vector<size_t> order(stream.size());
    std::iota(order.begin(), order.end(), 0);
    std::mt19937 random{1};
    for (int round = 0; round < 10; ++round) {
        VirtualBox& wire = box();
        Segments peer(wire);
        peer.opens();
        for (const size_t position : order)
            peer.up(static_cast<int64_t>(position), stream.substr(position, 1));
        EXPECT_EQ(peer.label(), Label::bittorrent_peer) << round;
        EXPECT_EQ(haves(wire, Direction::up), 1u) << round;
        std::shuffle(order.begin(), order.end(), random);
    }
}

TEST_F(Evasion, OneByteSegmentsWalkAConnectionAsWholeOnesDo) {
    VirtualBox& wire = box();
    Segments peer(wire);
    peer.opens();
    std::string stream = handshake();
    for (int i = 0; i < 50; ++i)
        stream += kHave;
    for (size_t at = 0; at < stream.size(); ++at)
        peer.down(static_cast<int64_t>(at), stream.substr(at, 1));
    EXPECT_EQ(haves(wire, Direction::down), 50u);
}

// Linux keeps what it has, others take the newer copy: either way it was a handshake.
TEST_F(Evasion, ContradictingCopiesHideNoHandshakeThatCameWhole) {
    const std::string whole = handshake();
    for (const size_t from : {0u, 1u, 5u, 19u, 30u, 60u})
        for (const size_t bytes : {1u, 5u, 40u}) {
            VirtualBox& wire = box();
            Segments first(wire, 40'000);
            first.opens();
            first.up(static_cast<int64_t>(from), std::string(bytes, 'x'));
            first.up(0, whole);
            EXPECT_EQ(first.label(), Label::bittorrent_peer) << bytes << " at " << from;
            Segments second(wire, 40'001);
            second.opens();
            second.up(0, whole.substr(0, 30));
            second.up(static_cast<int64_t>(from), std::string(bytes, 'x'));
            second.up(30, whole.substr(30));
            // What the receiver makes of it is not known if the garbage came first.
            if (from + bytes <= 30)
                EXPECT_EQ(second.label(), Label::bittorrent_peer) << bytes << " at " << from;
            else
                EXPECT_TRUE(second.label() == Label::bittorrent_peer ||
                            second.label() == Label::unknown);
        }
}

TEST_F(Evasion, RetransmissionsWithOtherContentChangeNothingThatIsCounted) {
    VirtualBox& wire = box();
    Segments peer(wire);
    peer.opens();
    peer.up(0, handshake() + kHave);
    for (int i = 0; i < 10; ++i) {
        peer.up(0, std::string(77, 'x'));
        peer.up(68, std::string("\0\0\0\1\1\0\0\0\0", 9));
    }
    peer.up(77, kHave);
    EXPECT_EQ(haves(wire, Direction::up), 2u);
    EXPECT_EQ(wire.worker().classifier.counts().walker_gaps.get(), 0u);
}

// RFC 9293, 3.8.4: a keep-alive may carry one byte that was sent before.
TEST_F(Evasion, AKeepAliveProbeBeforeTheFirstByteIsNotTheFirstByte) {
    VirtualBox& wire = box();
    Segments peer(wire);
    peer.opens();
    peer.up(-1, "x");
    peer.down(-1, "x");
    peer.up(0, handshake().substr(0, 40));
    peer.up(39, "x");
    peer.up(40, handshake().substr(40) + kHave);
    peer.up(67 + 9, "x");
    EXPECT_EQ(peer.label(), Label::bittorrent_peer);
    EXPECT_EQ(haves(wire, Direction::up), 1u);
}

TEST_F(Evasion, ASimultaneousOpenIsAnOpen) {
    VirtualBox& wire = box();
    Segments peer(wire);
    peer.up(-1, {}, tcp_flag::kSyn);
    peer.down(-1, {}, tcp_flag::kSyn);
    peer.up(-1, {}, tcp_flag::kSyn | tcp_flag::kAck);
    peer.down(-1, {}, tcp_flag::kSyn | tcp_flag::kAck);
    peer.down(20, handshake().substr(20));
    peer.down(0, handshake().substr(0, 20));
    EXPECT_EQ(peer.label(), Label::bittorrent_peer);
}

TEST_F(Evasion, AHandshakeOnTheSynIsRecognisedWholeOrInPart) {
    VirtualBox& wire = box();
    Segments whole(wire, 40'000);
    whole.up(-1, handshake(), tcp_flag::kSyn);
    EXPECT_EQ(whole.label(), Label::bittorrent_peer);
    Segments part(wire, 40'001);
    part.up(-1, handshake().substr(0, 30), tcp_flag::kSyn);
    part.down(-1, {}, tcp_flag::kSyn | tcp_flag::kAck);
    part.up(30, handshake().substr(30) + kHave);
    EXPECT_EQ(part.label(), Label::bittorrent_peer);
    EXPECT_EQ(haves(wire, Direction::up), 1u);
}

// The receiver takes an urgent byte out of the stream, or leaves it there (RFC 6093).
TEST_F(Evasion, UrgentDataWithinAHandshakeMakesNothingElseOfIt) {
    constexpr uint8_t kUrgent = 0x20;
    VirtualBox& wire = box();
    Segments peer(wire);
    peer.opens();
    peer.up(0, handshake().substr(0, 10));
    peer.up(10, "!", tcp_flag::kAck | kUrgent);
    peer.up(11, handshake().substr(10));
    EXPECT_TRUE(peer.label() == Label::bittorrent_peer || peer.label() == Label::unknown);
    peer.down(0, handshake());
    EXPECT_EQ(peer.label(), Label::bittorrent_peer) << "its answer tells";
}

TEST_F(Evasion, ASecondHandshakeInsideAnHttpConnectionIsFoundWhereverItIsCut) {
    const std::string request = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n";
    const std::string reply = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n";
    const std::string stream = handshake() + kHave;
    for (size_t cut = 1; cut < handshake().size(); ++cut) {
        VirtualBox& wire = box();
        Segments talk(wire);
        talk.opens();
        talk.up(0, request);
        talk.down(0, reply);
        EXPECT_EQ(talk.label(), Label::http);
        const auto at = static_cast<int64_t>(request.size());
        talk.up(at, stream.substr(0, cut));
        talk.up(at + static_cast<int64_t>(cut), stream.substr(cut));
        EXPECT_EQ(talk.label(), Label::bittorrent_peer) << cut;
        EXPECT_EQ(haves(wire, Direction::up), 1u) << cut;
    }
    for (const bool up : {true, false}) {
        VirtualBox& wire = box();
        Segments talk(wire);
        talk.opens();
        talk.up(0, up ? request + stream : request);
        talk.down(0, up ? reply : reply + stream);
        EXPECT_EQ(talk.label(), Label::bittorrent_peer) << "right behind the head";
        EXPECT_EQ(haves(wire, up ? Direction::up : Direction::down), 1u);
    }
}

TEST_F(Evasion, AHandshakeLateInAFlowIsFoundWhileTheBudgetLasts) {
    for (const int before : {1, 10, 40}) {
        VirtualBox& wire = box();
        Segments talk(wire);
        talk.opens();
        for (int i = 0; i < before; ++i) {
            talk.up(i * 100, std::string(100, 'x'));
            talk.down(i * 100, std::string(100, 'y'));
        }
        talk.up(before * 100, handshake());
        EXPECT_EQ(talk.label(), before < 12 ? Label::bittorrent_peer : Label::unknown) << before;
    }
}

}  // namespace
}  // namespace sluice::test
