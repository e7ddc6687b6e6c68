// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/named_peers.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

std::vector<PeerAddress> read(const NamedPeers& peers, size_t room = 8) {
    std::vector<PeerAddress> out(room);
    out.resize(read_peers(peers, out));
    return out;
}

PeerAddress ipv4(uint8_t a, uint8_t b, uint8_t c, uint8_t d, uint16_t port) {
    return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}, port};
}

TEST(ReadPeers, ReadsCompactEntriesOfBothFamiliesAndLeavesOutACutOne) {
    const auto four = hex("c6120105 1ae1 c6120106 1ae2 c612");
    const auto six = hex("20010db8000000000000000000000007 1ae3 2001");
    const auto peers = read({.compact4 = four, .compact6 = six});
    ASSERT_EQ(peers.size(), 3u);
    EXPECT_EQ(peers[0], ipv4(198, 18, 1, 5, 6881));
    EXPECT_EQ(peers[1], ipv4(198, 18, 1, 6, 6882));
    EXPECT_EQ(peers[2].address[0], 0x20);
    EXPECT_EQ(peers[2].port, 6883);
}

TEST(ReadPeers, ReadsListsOfStringsAndOfDictionaries) {
    const std::string strings =
        "l6:\xc6\x12\x01\x05\x1a\xe1"
        "5:shorte";
    EXPECT_EQ(read({.strings = text_bytes(strings)}), std::vector{ipv4(198, 18, 1, 5, 6881)});
    const std::string dictionaries =
        "ld2:ip10:198.18.1.57:peer id20:abcdefghijklmnopqrst4:porti6881ee"
        "d2:ip4:name4:porti1eed2:ip7:2001::54:porti2eed4:porti3eee";
    const auto peers = read({.dictionaries = text_bytes(dictionaries)});
    ASSERT_EQ(peers.size(), 2u);
    EXPECT_EQ(peers[0], ipv4(198, 18, 1, 5, 6881));
    EXPECT_EQ(peers[1].port, 2);
}

TEST(ReadPeers, ReadsNodesWithoutTheirIds) {
    const std::vector<uint8_t> id(20, 0xff);
    const auto four = id + hex("c6120105 1ae1") + id + hex("c6120106 1ae2") + id;
    const auto six = id + hex("20010db8000000000000000000000007 1ae3");
    const auto nodes = read({.nodes4 = four, .nodes6 = six});
    ASSERT_EQ(nodes.size(), 3u);
    EXPECT_EQ(nodes[1], ipv4(198, 18, 1, 6, 6882));
    EXPECT_EQ(nodes[2].port, 6883);
}

TEST(ReadPeers, LeavesOutWhatCannotBeAPeer) {
    const auto four = hex("00000000 1ae1 7f000001 1ae1 e0000001 1ae1 ffffffff 1ae1 c6120105 0000");
    EXPECT_TRUE(read({.compact4 = four}).empty());
    const auto six =
        hex("00000000000000000000000000000000 1ae1 00000000000000000000000000000001 1ae1"
            "ff020000000000000000000000000001 1ae1");
    EXPECT_TRUE(read({.compact6 = six}).empty());
}

TEST(ReadPeers, WritesNoMoreThanThereIsRoomFor) {
    const auto four = hex("c6120105 1ae1 c6120106 1ae2 c6120107 1ae3");
    EXPECT_EQ(read({.compact4 = four}, 2).size(), 2u);
    EXPECT_TRUE(read({.compact4 = four}, 0).empty());
}

}  // namespace
}  // namespace sluice
