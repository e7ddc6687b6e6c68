// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_query.h"
#include "tests/packet/box_test.h"

namespace sluice::test {
namespace {

using Descriptions = BoxTest;
using std::string_literals::operator""s;

// BEP 3, of a torrent of sixteen pieces.
const std::string kFullBitfield = "\0\0\0\x03\x05\xff\xff"s;
const std::string kEmptyBitfield = "\0\0\0\x03\x05\0\0"s;
const std::string kUnchoke = "\0\0\0\x01\x01"s;
const std::string kInterested = "\0\0\0\x01\x02"s;
const std::string kHave = "\0\0\0\x05\x04\0\0\0\x07"s;
const std::string kRequest = "\0\0\0\x0d\x06\0\0\0\x07\0\0\0\0\0\0\x40\0"s;
const std::string kPieceHeader = "\0\0\x40\x09\x07\0\0\0\x07\0\0\0\0"s;

// The subscriber takes that many blocks of 16 KiB from the remote, which has all.
void download(VirtualBox& wire, Conversation& talk, int blocks) {
    wire.up(talk.syn());
    wire.down(talk.syn_ack());
    wire.up(talk.up(handshake() + kEmptyBitfield));
    wire.down(talk.down(handshake() + kFullBitfield));
    wire.up(talk.up(kInterested));
    wire.down(talk.down(kUnchoke));
    for (int block = 0; block < blocks; ++block) {
        wire.up(talk.up(kRequest));
        const std::string piece = kPieceHeader + std::string(0x4000, '\x80');
        for (size_t at = 0; at < piece.size(); at += 1'448)
            wire.down(talk.down(piece.substr(at, 1'448)));
    }
    wire.up(talk.up(kHave));
}

std::vector<FlowReport> reports(VirtualBox& wire, const FlowFilter& filter = {}) {
    FlowQuery query(filter, FlowQuery::Order::most_bytes, 10);
    while (!query.answer_slice(wire.worker(), wire.now_ns())) {
    }
    return query.results();
}

uint64_t ended(VirtualBox& wire, PeerRole role) {
    return wire.worker().counters.peer_flows_ended[static_cast<size_t>(role)].get();
}

TEST_F(Descriptions, AnswersAboutADownloadHaveBothRolesAndAllMessages) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    download(wire, talk, 5);
    const auto flows = reports(wire, {.lowest_grade = Grade::exact});
    ASSERT_EQ(flows.size(), 1u);
    ASSERT_TRUE(flows[0].peers);
    EXPECT_FALSE(flows[0].encrypted);
    const PeerReport& peers = *flows[0].peers;
    EXPECT_EQ(peers.role, (std::array{PeerRole::leech, PeerRole::seed}));
    EXPECT_EQ(peers.requests, (std::array{5u, 0u}));
    EXPECT_EQ(peers.pieces, (std::array{0u, 5u}));
    for (const Direction direction : {Direction::up, Direction::down}) {
        EXPECT_EQ(peers.count(direction, MessageKind::handshake), 1u);
        EXPECT_EQ(peers.count(direction, MessageKind::bitfield), 1u);
    }
    EXPECT_EQ(peers.count(Direction::up, MessageKind::interested), 1u);
    EXPECT_EQ(peers.count(Direction::up, MessageKind::have_piece), 1u);
    EXPECT_EQ(peers.count(Direction::up, MessageKind::unchoke), 0u);
    EXPECT_EQ(peers.count(Direction::down, MessageKind::unchoke), 1u);
}

TEST_F(Descriptions, AFlowWithoutPeerMessagesHasNone) {
    VirtualBox& wire = box();
    Conversation talk("198.18.0.1", 40'000, "198.18.1.1", 80);
    wire.up(talk.syn());
    wire.up(talk.up("GET / HTTP/1.1\r\nHost: example.net\r\n\r\n"));
    const auto flows = reports(wire);
    ASSERT_EQ(flows.size(), 1u);
    EXPECT_FALSE(flows[0].peers);
}

TEST_F(Descriptions, AFlowIsCountedByTheSubscribersRoleWhenItEnds) {
    VirtualBox& wire = box();
    Conversation first("198.18.0.1", 40'000, "198.18.1.1", 6'881);
    download(wire, first, 1);
    Conversation silent("198.18.0.1", 40'001, "198.18.1.1", 6'881);
    wire.up(silent.syn());
    wire.up(silent.up(handshake()));
    Conversation other("198.18.0.1", 40'002, "198.18.1.1", 80);
    wire.up(other.syn());
    EXPECT_EQ(ended(wire, PeerRole::leech), 0u) << "it still lives";
    wire.wait_ms(3'600'000);
    EXPECT_EQ(ended(wire, PeerRole::leech), 1u);
    EXPECT_EQ(ended(wire, PeerRole::unknown), 1u);
    EXPECT_EQ(ended(wire, PeerRole::seed), 0u);
}

}  // namespace
}  // namespace sluice::test
