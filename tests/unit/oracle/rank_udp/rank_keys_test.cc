// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_keys.h"

#include <array>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank_udp/rank_datagrams.h"

namespace sluice {
namespace {

std::vector<uint8_t> counted(size_t bytes) {
    std::vector<uint8_t> secret(bytes);
    std::iota(secret.begin(), secret.end(), uint8_t{0});
    return secret;
}

std::vector<uint8_t> mac_of(const RankKeys& keys, Bytes reply, Bytes request) {
    std::array<uint8_t, kRankMacBytes> mac;
    keys.authenticate(7, reply, request, mac);
    return {mac.begin(), mac.end()};
}

TEST(RankKeys, AuthenticateAsTheClientOfTheDocumentationDoes) {
    RankKeys keys;
    ASSERT_TRUE(keys.add(7, counted(32)));
    EXPECT_EQ(mac_of(keys, shown_reply(), shown_request()), shown_mac());
}

TEST(RankKeys, AuthenticateEveryByteOfReplyAndRequest) {
    RankKeys keys;
    ASSERT_TRUE(keys.add(7, counted(32)));
    for (size_t i = 0; i < shown_reply().size() + shown_request().size(); ++i) {
        auto reply = shown_reply();
        auto request = shown_request();
        (i < reply.size() ? reply[i] : request[i - reply.size()]) ^= 1;
        EXPECT_NE(mac_of(keys, reply, request), shown_mac()) << "byte " << i;
    }
    RankKeys others;
    ASSERT_TRUE(others.add(7, counted(31)));
    EXPECT_NE(mac_of(others, shown_reply(), shown_request()), shown_mac());
}

TEST(RankKeys, HaveOneOfEachId) {
    RankKeys keys;
    EXPECT_FALSE(keys.add(0, counted(16))) << "0 is for no key";
    EXPECT_TRUE(keys.add(1, counted(16)));
    EXPECT_FALSE(keys.add(1, counted(17)));
    EXPECT_TRUE(keys.knows(1));
    EXPECT_FALSE(keys.knows(2));
}

TEST(ParseRankKey, ReadsOneLineOfHexadecimalDigits) {
    const std::string digits = "000102030405060708090a0B0C0d0e0f";
    EXPECT_EQ(parse_rank_key(digits), counted(16));
    EXPECT_EQ(parse_rank_key(digits + "\n"), counted(16));
    EXPECT_FALSE(parse_rank_key(digits.substr(2))) << "too short to be a secret";
    EXPECT_FALSE(parse_rank_key(digits + "1")) << "half a byte";
    EXPECT_FALSE(parse_rank_key("key: " + digits)) << "no digits";
    EXPECT_FALSE(parse_rank_key(std::string(130, '0'))) << "longer than HMAC takes as it is";
    EXPECT_TRUE(parse_rank_key(std::string(128, '0')));
    EXPECT_FALSE(parse_rank_key(""));
}

}  // namespace
}  // namespace sluice
