// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_wire.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {
namespace {

TEST(ParseHandshake, IsPartialAtEveryTruncation) {
    const auto whole = handshake();
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(parse_handshake(Bytes{whole}.first(n), n), HandshakeShape::partial) << n;
    EXPECT_EQ(parse_handshake(whole, whole.size()), HandshakeShape::complete);
}

TEST(ParseHandshake, IsAbsentAsSoonAsAByteDiffers) {
    for (size_t i = 0; i < kHandshakePrefix.size(); ++i) {
        auto bytes = handshake();
        bytes[i] ^= 1;
        EXPECT_EQ(parse_handshake(Bytes{bytes}.first(i + 1), i + 1), HandshakeShape::absent) << i;
    }
}

TEST(ParseMessageHeader, KnowsTheLengthOfEachMessage) {
    const struct {
        uint8_t id;
        MessageKind kind;
        uint32_t length;
    } fixed[] = {
        {0, MessageKind::choke, 1},          {1, MessageKind::unchoke, 1},
        {2, MessageKind::interested, 1},     {3, MessageKind::not_interested, 1},
        {4, MessageKind::have_piece, 5},     {6, MessageKind::piece_request, 13},
        {8, MessageKind::piece_cancel, 13},  {9, MessageKind::dht_port, 3},
        {13, MessageKind::suggest_piece, 5}, {14, MessageKind::have_all, 1},
        {15, MessageKind::have_none, 1},     {16, MessageKind::piece_reject, 13},
        {17, MessageKind::allowed_fast, 5},
    };
    for (const auto& message : fixed) {
        const auto header = parse_message_header(message.length, message.id);
        ASSERT_TRUE(header && header->kind) << int(message.id);
        EXPECT_EQ(*header->kind, message.kind);
        EXPECT_EQ(header->payload_bytes, message.length - 1);
        EXPECT_FALSE(parse_message_header(message.length + 1, message.id)) << int(message.id);
    }
}

TEST(ParseMessageHeader, BoundsTheMessagesOfAnyLength) {
    EXPECT_TRUE(parse_message_header(9 + 0x4000, 7));
    EXPECT_TRUE(parse_message_header(kLongestPiece, 7));
    EXPECT_FALSE(parse_message_header(kLongestPiece + 1, 7));
    EXPECT_FALSE(parse_message_header(8, 7));
    EXPECT_TRUE(parse_message_header(kLongestMessage, 5));
    EXPECT_FALSE(parse_message_header(kLongestMessage + 1, 5));
    EXPECT_FALSE(parse_message_header(1, 20)) << "extended without its own id";
    EXPECT_FALSE(parse_message_header(UINT32_MAX, 20));
}

TEST(ParseMessageHeader, PassesOverUnknownIds) {
    const auto header = parse_message_header(49, 21);  // BEP 52's hash request
    ASSERT_TRUE(header);
    EXPECT_FALSE(header->kind);
    EXPECT_EQ(header->payload_bytes, 48u);
}

TEST(FindMessageBoundary, FindsThreeMessagesInARow) {
    const std::vector<uint8_t> noise(50, 0xaa);
    EXPECT_EQ(find_message_boundary(noise + have() + request() + interested()), 50u);
    EXPECT_FALSE(find_message_boundary(noise + have() + request()));
}

TEST(FindMessageBoundary, FindsTheHeaderOfAUsualPiece) {
    const std::vector<uint8_t> noise(50, 0xaa);
    const auto bytes = noise + Bytes{piece()}.first(5);
    EXPECT_EQ(find_message_boundary(bytes), 50u);
    EXPECT_FALSE(find_message_boundary(Bytes{bytes}.first(54)));
}

TEST(FindMessageBoundary, FindsMessagesThatFillTheBytes) {
    EXPECT_EQ(find_message_boundary(have() + request()), 0u);
    const auto filled = have() + request();
    for (size_t n = 0; n < filled.size(); ++n)
        EXPECT_EQ(find_message_boundary(Bytes{filled}.first(n)).has_value(), n == have().size());
}

TEST(FindMessageBoundary, TakesNoZerosForKeepAlives) {
    EXPECT_FALSE(find_message_boundary(std::vector<uint8_t>(4'000, 0)));
    EXPECT_FALSE(find_message_boundary({}));
}

}  // namespace
}  // namespace sluice
