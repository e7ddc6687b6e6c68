// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_address.h"

#include <gtest/gtest.h>

#include "classifier/wire/ip_literal.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

std::array<uint8_t, 16> address(std::string_view text) {
    return parse_ip_literal(text).value();
}

TEST(PeerAddress, IsReadFromFourOrSixteenBytes) {
    EXPECT_EQ(read_address(hex("c6336407")), address("198.51.100.7"));
    EXPECT_EQ(read_address(hex("20010db8 00000000 00000000 00000001")), address("2001:db8::1"));
    for (const size_t size : {0u, 3u, 5u, 15u, 17u})
        EXPECT_FALSE(read_address(std::vector<uint8_t>(size))) << size;
}

TEST(PeerAddress, IsReadFromACompactEntry) {
    EXPECT_EQ(read_compact_peer(hex("c6336407 1ae1")),
              (PeerAddress{address("198.51.100.7"), 6881}));
    EXPECT_EQ(read_compact_peer(hex("20010db8 00000000 00000000 00000001 0050")),
              (PeerAddress{address("2001:db8::1"), 80}));
    for (const size_t size : {0u, 2u, 5u, 7u, 17u, 19u})
        EXPECT_FALSE(read_compact_peer(std::vector<uint8_t>(size))) << size;
}

TEST(PeerAddress, IsReadFromALiteralOnly) {
    EXPECT_EQ(address("198.51.100.7"), address("::ffff:198.51.100.7"));
    for (const char* text : {"", "198.51.100", "198.51.100.256", "tracker.example",
                             "2001:db8:::", "198.51.100.7:80", "[2001:db8::1]"})
        EXPECT_FALSE(parse_ip_literal(text)) << text;
    EXPECT_FALSE(parse_ip_literal(std::string(4'000, '1')));
}

TEST(PeerAddress, CouldBeAPeersIfItIsUnicast) {
    EXPECT_TRUE(could_be_a_peer({address("198.51.100.7"), 1}));
    EXPECT_TRUE(could_be_a_peer({address("2001:db8::1"), 65'535}));
    EXPECT_FALSE(could_be_a_peer({address("198.51.100.7"), 0}));
    for (const char* text :
         {"0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "ff02::1"})
        EXPECT_FALSE(could_be_a_peer({address(text), 6881})) << text;
}

}  // namespace
}  // namespace sluice
