// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ppspp.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

// RFC 7574, 8.16; of the root hash it gives the ends only.
const auto kRootHash = hex("47a013e600112233445566778899aabbccddeeff00112233445586aaab03b03b");
const auto kTail = hex("03 01 04 02 06 02 09 00000400 ff");
const auto kOpening = hex("00000000 00 00000001 00 01 01 01 02 0020") + kRootHash + kTail;
const auto kReply = hex("00000001 00 00000008 00 01") + kTail + hex("03 00000000 00000000");

std::vector<uint8_t> opening_with(std::string_view options) {
    return hex("00000000 00 00000001") + hex(options);
}

TEST(ParsePpsppHandshake, ReadsTheExampleOfTheStandard) {
    const auto opening = parse_ppspp_handshake(kOpening);
    ASSERT_TRUE(opening);
    EXPECT_EQ(opening->destination_channel, 0u);
    EXPECT_EQ(opening->source_channel, 1u);
    EXPECT_EQ(opening->options.chunk_specification_bytes, 8);
    EXPECT_TRUE(opening->options.ranges);
    EXPECT_EQ(opening->options.hash_bytes, 32);
    EXPECT_EQ(opening->options.chunk_bytes, 1'024u);

    const auto reply = parse_ppspp_handshake(kReply);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->destination_channel, 1u);
    EXPECT_EQ(reply->source_channel, 8u);
    EXPECT_EQ(reply->messages.size(), 9u);

    const auto closing = parse_ppspp_handshake(hex("00000008 00 00000000 ff"));
    ASSERT_TRUE(closing);
    EXPECT_EQ(closing->source_channel, 0u);
    EXPECT_TRUE(parse_ppspp_handshake(hex("00000008 00 00000000 00 01 ff")));
}

TEST(ParsePpsppHandshake, RefusesEveryTruncation) {
    for (size_t n = 0; n < kOpening.size(); ++n)
        EXPECT_FALSE(parse_ppspp_handshake(Bytes{kOpening}.first(n))) << n;
    const size_t without_have = kReply.size() - 9;
    for (size_t n = 0; n < kReply.size(); ++n)
        EXPECT_EQ(parse_ppspp_handshake(Bytes{kReply}.first(n)).has_value(), n == without_have)
            << n;
}

TEST(ParsePpsppHandshake, NeedsEveryOptionThatTheStandardAsksFor) {
    const auto id = std::string(64, 'a');
    EXPECT_TRUE(parse_ppspp_handshake(
        opening_with("0001 0101 020020" + id + "0301 0402 0602 0900000400 ff")));
    for (const auto& options : {
             "0101 020020" + id + "0301 0402 0602 0900000400 ff",       // version
             "0001 020020" + id + "0301 0402 0602 0900000400 ff",       // minimum version
             "0001 0101 0301 0402 0602 0900000400 ff" + std::string(),  // swarm
             "0001 0101 020020" + id + "0402 0602 0900000400 ff",       // integrity
             "0001 0101 020020" + id + "0301 0602 0900000400 ff",       // hash function
             "0001 0101 020020" + id + "0301 0402 0900000400 ff",       // chunk addressing
             "0001 0101 020020" + id + "0301 0402 0602 ff",             // chunk size
             "0001 0101 020020" + id + "0301 0402 0602 0900000400",     // end
         })
        EXPECT_FALSE(parse_ppspp_handshake(opening_with(options))) << options;
}

TEST(ParsePpsppHandshake, RefusesValuesThatVersionOneDoesNotHave) {
    const auto id = std::string(64, 'a');
    for (const auto& options : {
             "0002 0101 020020" + id + "0301 0402 0602 0900000400 ff",
             "0001 0102 020020" + id + "0301 0402 0602 0900000400 ff",
             "0001 0101 02001f" + id + "0301 0402 0602 0900000400 ff",
             "0001 0101 020021" + id + "0301 0402 0602 0900000400 ff",
             "0001 0101 020020" + id + "0304 0402 0602 0900000400 ff",
             "0001 0101 020020" + id + "0301 0405 0602 0900000400 ff",
             "0001 0101 020020" + id + "0301 0400 0602 0900000400 ff",  // SHA-1 has 20 bytes
             "0001 0101 020020" + id + "0301 0402 0605 0900000400 ff",
             "0001 0101 020020" + id + "0301 0402 0602 0900000000 ff",
             "0001 0101 020020" + id + "0301 0402 0602 0802ff00 0900000400 ff",  // bitmap's end
             "0101 0001 020020" + id + "0301 0402 0602 0900000400 ff",           // not sorted
             "0001 0001 0101 020020" + id + "0301 0402 0602 0900000400 ff",      // twice
             "0001 0101 020020" + id + "0301 0402 0602 0900000400 0a00 ff",      // unassigned
         })
        EXPECT_FALSE(parse_ppspp_handshake(opening_with(options))) << options;
}

TEST(ParsePpsppHandshake, ReadsALiveSwarm) {
    // Unified Merkle tree, SHA-256, ECDSA P-256, 64-bit chunk ranges, a discard window.
    const auto live = opening_with("0001 0101 020041 0d" + std::string(128, 'b') +
                                   "0303 0402 050d 0604 07ffffffffffffffff 0802d9f0 09ffffffff ff");
    const auto opening = parse_ppspp_handshake(live);
    ASSERT_TRUE(opening);
    EXPECT_EQ(opening->options.chunk_specification_bytes, 16);
    EXPECT_EQ(opening->options.signature_bytes, 64);
    EXPECT_FALSE(parse_ppspp_handshake(opening_with("0001 0101 020041 0d" + std::string(128, 'b') +
                                                    "0303 0402 050d 0604 09ffffffff ff")))
        << "a live swarm has a discard window";
}

TEST(ParsePpsppHandshake, TellsTheLengthOfAnRsaSignature) {
    // Algorithm, exponent of 3 bytes, modulus of 128.
    const auto live = opening_with("0001 0101 020085 08 03 010001" + std::string(256, 'c') +
                                   "0302 0508 0602 07ffffffff 0900000400 ff");
    const auto opening = parse_ppspp_handshake(live);
    ASSERT_TRUE(opening);
    EXPECT_EQ(opening->options.signature_bytes, 128);
    EXPECT_EQ(opening->options.hash_bytes, 0);
}

TEST(ParsePpsppHandshake, ClosesWithTheVersionAtMostAndNothingElse) {
    EXPECT_FALSE(parse_ppspp_handshake(hex("00000008 00 00000000 0001 0101 ff")));
    EXPECT_FALSE(parse_ppspp_handshake(hex("00000008 00 00000000 ff 0a")));
}

TEST(ParsePpsppHandshake, ReadsADiscardWindowOnlyWithItsAddressing) {
    const auto id = "020041 0d" + std::string(128, 'b');
    EXPECT_FALSE(parse_ppspp_handshake(
        opening_with("0001 0101" + id + "0303 0402 050d 07ffffffff 0900000400 ff")));
}

TEST(ParsePpsppHandshake, BoundsTheSwarmId) {
    const auto with = [](size_t bytes) {
        return parse_ppspp_handshake(hex("00000000 00 00000001 0001 0101 02") +
                                     std::vector<uint8_t>{uint8_t(bytes >> 8), uint8_t(bytes)} +
                                     std::vector<uint8_t>(bytes, 1) +
                                     hex("0300 0602 0900000400 ff"));
    };
    EXPECT_TRUE(with(1));
    EXPECT_TRUE(with(1'100));
    EXPECT_FALSE(with(0));
    EXPECT_FALSE(with(1'101));
}

TEST(ParsePpsppHandshake, RefusesWhatIsNone) {
    EXPECT_FALSE(parse_ppspp_handshake(hex("00000000 00 00000000 ff"))) << "opens and closes";
    EXPECT_FALSE(parse_ppspp_handshake(std::vector<uint8_t>(100, 0)));
    EXPECT_FALSE(parse_ppspp_handshake({}));
}

TEST(ParsePpsppDatagram, AcceptsEachMessageToTheByte) {
    const auto options = parse_ppspp_handshake(kOpening)->options;
    const struct {
        const char* message;
        std::optional<MessageKind> kind;
    } messages[] = {
        {"01 00000000 00000000 0004e94180b7db44 48656c6c6f20776f726c6421", MessageKind::piece},
        {"02 00000000 00000000 0000000000000064", std::nullopt},
        {"03 00000000 00000001", MessageKind::have_piece},
        {"05 c6120001 1236", MessageKind::peer_exchange},
        {"06", MessageKind::peer_exchange},
        {"08 00000000 00000000", MessageKind::piece_request},
        {"09 00000000 00000000", MessageKind::piece_cancel},
        {"0a", MessageKind::choke},
        {"0b", MessageKind::unchoke},
        {"0c 20010db8000000000000000000000001 1236", MessageKind::peer_exchange},
        {"0d 0003 010203", MessageKind::peer_exchange},
    };
    for (const auto& [text, kind] : messages) {
        const auto whole = hex("00000008") + hex(text);
        const auto datagram = parse_ppspp_datagram(whole, options);
        ASSERT_TRUE(datagram) << text;
        EXPECT_EQ(datagram->channel, 8u);
        PpsppMessages found{datagram->messages, options};
        ASSERT_TRUE(found.next());
        EXPECT_EQ(found.kind(), kind) << text;
        EXPECT_FALSE(found.next());
        EXPECT_TRUE(found.whole());
        const size_t shortest_data = 4 + 1 + 8 + 8 + 1;
        for (size_t n = 5; n < whole.size(); ++n)
            EXPECT_EQ(parse_ppspp_datagram(Bytes{whole}.first(n), options).has_value(),
                      whole[4] == 0x01 && n >= shortest_data)
                << text << " cut at " << n;
    }
}

TEST(ParsePpsppDatagram, TakesHashesOfTheSizeAgreedOn) {
    auto options = parse_ppspp_handshake(kOpening)->options;
    const auto integrity = hex("00000008 04 00000000 00000000") + kRootHash;
    EXPECT_TRUE(parse_ppspp_datagram(integrity, options));
    options.hash_bytes = 20;
    EXPECT_FALSE(parse_ppspp_datagram(integrity, options));
    options.hash_bytes = 0;
    EXPECT_FALSE(parse_ppspp_datagram(hex("00000008 04 00000000 00000000"), options));
    const auto signature = hex("00000008 07 00000000 00000000 0001020304050607");
    EXPECT_FALSE(parse_ppspp_datagram(signature, options));
    options.signature_bytes = 64;
    EXPECT_TRUE(parse_ppspp_datagram(signature + std::vector<uint8_t>(64, 1), options));
}

TEST(ParsePpsppDatagram, TakesSeveralChunksOfTheSizeAgreedOn) {
    const auto options = parse_ppspp_handshake(kOpening)->options;
    const auto chunk = hex("01 00000000 00000000 0004e94180b7db44");
    const std::vector<uint8_t> content(1'024, 0xee);
    EXPECT_TRUE(parse_ppspp_datagram(hex("00000008") + chunk + content + chunk + content, options));
    EXPECT_FALSE(parse_ppspp_datagram(hex("00000008") + chunk + content + hex("ee"), options));
}

TEST(ParsePpsppDatagram, RefusesBackwardRangesAndUnknownTypes) {
    const auto options = parse_ppspp_handshake(kOpening)->options;
    EXPECT_FALSE(parse_ppspp_datagram(hex("00000008 03 00000002 00000001"), options));
    EXPECT_FALSE(parse_ppspp_datagram(hex("00000008 0e"), options));
    EXPECT_FALSE(parse_ppspp_datagram(hex("00000008 ff"), options));
    EXPECT_FALSE(parse_ppspp_datagram(hex("00000000 0a"), options)) << "no channel";
    EXPECT_TRUE(parse_ppspp_datagram(hex("00000008"), options)) << "a keep-alive";
    EXPECT_FALSE(parse_ppspp_datagram(hex("000008"), options));
}

TEST(ParsePpsppDatagram, TakesBins) {
    PpsppOptions options;
    options.ranges = false;
    options.chunk_specification_bytes = 4;
    EXPECT_TRUE(parse_ppspp_datagram(hex("00000008 03 00000001 08 00000002"), options));
    options.chunk_specification_bytes = 8;
    EXPECT_FALSE(parse_ppspp_datagram(hex("00000008 03 00000001 08 00000002"), options));
}

}  // namespace
}  // namespace sluice
