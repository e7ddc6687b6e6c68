// SPDX-License-Identifier: Apache-2.0
#include "dataplane/flow_query.h"
#include "tests/packet/box_test.h"
#include "tests/packet/peer_talk.h"

namespace sluice::test {
namespace {

using Descriptions = BoxTest;

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
