// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/stun.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

// RFC 5769, 2.1.
std::vector<uint8_t> sample_request() {
    return hex(
        "00010058 2112a442 b7e7a701bc34d686fa87dfae"
        "80220010 5354554e207465737420636c69656e74 00240004 6e0001ff"
        "80290008 932ff9b151263b36 00060009 6576746a3a68367659202020"
        "00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004 e57a3bcf");
}

TEST(ParseStun, AcceptsTheSampleRequestOfRfc5769) {
    const auto message = parse_stun(sample_request());
    ASSERT_TRUE(message);
    EXPECT_EQ(message->message_class, StunClass::request);
    EXPECT_EQ(message->method, 1);
}

TEST(ParseStun, TellsClassAndMethodApart) {
    const auto allocate_error = parse_stun(hex("01130000 2112a442 b7e7a701bc34d686fa87dfae"));
    ASSERT_TRUE(allocate_error);
    EXPECT_EQ(allocate_error->message_class, StunClass::error);
    EXPECT_EQ(allocate_error->method, 3);
    const auto data = parse_stun(hex("00170000 2112a442 b7e7a701bc34d686fa87dfae"));
    ASSERT_TRUE(data);
    EXPECT_EQ(data->message_class, StunClass::indication);
    EXPECT_EQ(data->method, 7);
}

TEST(ParseStun, RefusesEveryTruncationAndAByteTooMany) {
    const auto whole = sample_request();
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(parse_stun(Bytes{whole}.first(n))) << n;
    EXPECT_FALSE(parse_stun(whole + hex("00")));
    EXPECT_FALSE(parse_stun(whole + hex("00000000")));
}

TEST(ParseStun, RefusesWrongLengthsCookieAndTopBits) {
    for (const size_t at : {0, 3, 4, 7, 23, 43, 63}) {
        auto message = sample_request();
        message[at] = static_cast<uint8_t>(message[at] + 0x40);
        EXPECT_FALSE(parse_stun(message)) << at;
    }
}

TEST(LooksLikeChannelData, NeedsALengthThatEndsTheDatagram) {
    EXPECT_TRUE(looks_like_channel_data(hex("40000005 0102030405")));
    EXPECT_TRUE(looks_like_channel_data(hex("40000005 0102030405 000000")));
    EXPECT_FALSE(looks_like_channel_data(hex("40000005 01020304")));
    EXPECT_FALSE(looks_like_channel_data(hex("40000005 0102030405 00000000")));
    EXPECT_FALSE(looks_like_channel_data(hex("3fff0001 01")));
    EXPECT_FALSE(looks_like_channel_data(hex("800000 01")));
    EXPECT_FALSE(looks_like_channel_data(hex("4000")));
}

TEST(LooksLikeChannelData, LeavesUtpAndTheDhtAlone) {
    // A SYN whose connection id happens to be the length.
    EXPECT_FALSE(looks_like_channel_data(hex("41000010 ed639296 00000000 00100000 23c60000")));
    EXPECT_FALSE(looks_like_channel_data(hex("64310002 6565")));
}

}  // namespace
}  // namespace sluice
