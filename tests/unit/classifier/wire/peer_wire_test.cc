// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_wire.h"

#include <array>

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

TEST(ParseMessageHeader, KnowsTheHashMessagesOfVersion2) {
    EXPECT_EQ(parse_message_header(49, 21)->kind, MessageKind::hash_request);
    EXPECT_EQ(parse_message_header(49, 23)->kind, MessageKind::hash_reject);
    EXPECT_EQ(parse_message_header(49 + 3 * 32, 22)->kind, MessageKind::hashes);
    for (const uint32_t length : {48u, 50u})
        EXPECT_FALSE(parse_message_header(length, 21) || parse_message_header(length, 23));
    EXPECT_FALSE(parse_message_header(49, 22)) << "without a hash";
    EXPECT_FALSE(parse_message_header(49 + 33, 22)) << "with a part of one";
}

TEST(ParseMessageHeader, TakesAPieceWithItsHashesForAPiece) {
    EXPECT_EQ(parse_message_header(0x4000 + 13 + 300, 250)->kind, MessageKind::piece);
    EXPECT_FALSE(parse_message_header(14, 250));
    EXPECT_FALSE(parse_message_header((1u << 17) + (1u << 13), 250));
}

TEST(ParseMessageHeader, PassesOverUnknownIds) {
    const auto header = parse_message_header(49, 24);
    ASSERT_TRUE(header);
    EXPECT_FALSE(header->kind);
    EXPECT_EQ(header->payload_bytes, 48u);
}

TEST(ReadOffers, FindsTheBitsOfBep6AndBep10) {
    const std::array<uint8_t, kReservedBytes> none{};
    EXPECT_FALSE(read_offers(none).extensions);
    EXPECT_FALSE(read_offers(none).fast);
    EXPECT_TRUE(read_offers(std::array<uint8_t, kReservedBytes>{0, 0, 0, 0, 0, 0x10}).extensions);
    EXPECT_TRUE(read_offers(std::array<uint8_t, kReservedBytes>{0, 0, 0, 0, 0, 0, 0, 5}).fast);
    EXPECT_FALSE(
        read_offers(std::array<uint8_t, kReservedBytes>{0, 0, 0, 0, 0, 0xef, 0, 0xfb}).fast);
}

TEST(LegalThere, WantsWhatAPeerHasAtTheStart) {
    for (const MessageKind kind :
         {MessageKind::bitfield, MessageKind::have_all, MessageKind::have_none}) {
        EXPECT_TRUE(legal_there(kind, {.opening = true, .fast = true})) << name(kind);
        EXPECT_FALSE(legal_there(kind, {.opening = false, .fast = true})) << name(kind);
        EXPECT_FALSE(leaves_opening(kind)) << name(kind);
    }
    EXPECT_TRUE(legal_there(MessageKind::bitfield, {.opening = true, .fast = false}));
    EXPECT_FALSE(leaves_opening(MessageKind::have_piece));
    EXPECT_TRUE(leaves_opening(MessageKind::extension_handshake));
    EXPECT_TRUE(leaves_opening(MessageKind::dht_port));
}

TEST(LegalThere, WantsTheFastExtensionOfferedForItsMessages) {
    for (const MessageKind kind : {MessageKind::have_all, MessageKind::have_none,
                                   MessageKind::suggest_piece, MessageKind::allowed_fast}) {
        EXPECT_TRUE(legal_there(kind, {.opening = true, .fast = true})) << name(kind);
        EXPECT_FALSE(legal_there(kind, {.opening = true, .fast = false})) << name(kind);
    }
    EXPECT_TRUE(legal_there(MessageKind::piece_reject, {.opening = false, .fast = false}))
        << "BEP 52 has it too";
}

}  // namespace
}  // namespace sluice
