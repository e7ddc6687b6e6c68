// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ed2k.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/wire/ed2k_examples.h"

namespace sluice {
namespace {

// Of a real connection (nDPI's edonkey.pcap): a Hello and its answer, of MLdonkey's kind of hash.
const auto kHello =
    hex("e3 77000000 01 10 1b42cd5b940ed779c20ab755fe256f97 7d4967e3 8a4d 08000000"
        "02 0100 01 0f00 5b43484e5d5b5665727943445d7866 03 0100 11 3c000000"
        "02 0100 55 0a00 786c206275696c643631 03 0100 ee 0ce98914 03 0100 f9 a24ba24b"
        "03 0100 fa 14421334 03 0100 fb 00c00000 03 0100 fe 94000000 5511ac22 e110");
const auto kHelloAnswer =
    hex("e3 7f000000 4c 3a3544a8310e281d51ed5182f4cf6fd4 8c71f4cf 7f1d 08000000"
        "02 0100 01 1500 5b43484e5d5b5665727943445d796f75726e616d65 03 0100 11 3c000000"
        "03 0100 f9 891d891d 03 0100 fa 1b421334 03 0100 fe b4010000 03 0100 fb 00c00000"
        "02 0100 55 0d00 56657279434420303930333034 03 0100 ee 0ce98914 d43fce23 9210");

constexpr auto kAbsent = Ed2kStream::absent;
constexpr auto kPartial = Ed2kStream::partial;
constexpr auto kComplete = Ed2kStream::complete;

std::vector<uint8_t> whole(const Ed2kExample& example) {
    return ed2k_message(example.protocol, example.opcode, example.body);
}
std::string name(const Ed2kExample& example) {
    return std::to_string(example.protocol) + " " + std::to_string(example.opcode);
}

TEST(ParseEd2kStream, RecognisesARealHelloAndItsAnswer) {
    EXPECT_EQ(parse_ed2k_stream(kHello), kComplete);
    EXPECT_EQ(parse_ed2k_stream(kHelloAnswer), kComplete);
    EXPECT_EQ(parse_ed2k_stream(kHello + hex("c5 01000000 97")), kComplete);
}

TEST(ParseEd2kStream, IsPartialAtEveryTruncationOfAHello) {
    for (size_t n = 0; n + 6 < kHello.size(); ++n)
        EXPECT_EQ(parse_ed2k_stream(Bytes{kHello}.first(n)), kPartial) << n;
}

TEST(ParseEd2kStream, RefusesAHelloWhoseLengthIsALie) {
    for (const int off : {-40, -7, -6, -1, 1, 3, 5}) {
        auto hello = kHello + std::vector<uint8_t>(10, 0);
        hello[1] = static_cast<uint8_t>(hello[1] + off);
        EXPECT_EQ(parse_ed2k_stream(hello), kAbsent) << off;
    }
}

TEST(ParseEd2kStream, RefusesAHelloWithoutNameAndVersion) {
    auto hello = kHello;
    hello[36] = 0x07;
    EXPECT_EQ(parse_ed2k_stream(hello), kComplete) << "the version is enough";
    hello[57] = 0x07;
    EXPECT_EQ(parse_ed2k_stream(hello), kAbsent);
}

TEST(ParseEd2kStream, TakesTwoMessagesInARow) {
    const auto second = ed2k_message(0xe3, 0x54, emule_hash());
    for (const auto& example : ed2k_examples()) {
        EXPECT_EQ(parse_ed2k_stream(whole(example) + second), kComplete) << name(example);
        EXPECT_EQ(parse_ed2k_stream(second + whole(example)), kComplete) << name(example);
    }
}

TEST(ParseEd2kStream, TakesOneMessageOnlyIfItProvesItself) {
    for (const auto& example : ed2k_examples()) {
        const bool introduces = example.opcode <= 0x01 || example.opcode == 0x4c;
        const bool part = example.opcode == 0x46 || example.opcode == 0xa2;
        EXPECT_EQ(parse_ed2k_stream(whole(example)), introduces || part ? kComplete : kPartial)
            << name(example);
    }
}

TEST(ParseEd2kStream, NeverGivesUpOnMessagesCutAnywhere) {
    const auto second = ed2k_message(0xe3, 0x54, emule_hash());
    for (const auto& example : ed2k_examples()) {
        const auto stream = whole(example) + second;
        bool complete = false;
        for (size_t n = 0; n <= stream.size(); ++n) {
            const auto found = parse_ed2k_stream(Bytes{stream}.first(n));
            EXPECT_NE(found, kAbsent) << name(example) << " cut at " << n;
            EXPECT_TRUE(!complete || found == kComplete) << name(example) << " cut at " << n;
            complete = found == kComplete;
        }
    }
}

TEST(ParseEd2kStream, RefusesMessagesWhoseLengthIsOneOff) {
    for (auto example : ed2k_examples()) {
        const auto body = example.body;
        example.body = body + hex("ff");
        const bool may_be_longer = example.opcode == 0x86;  // a signature, with options
        EXPECT_EQ(parse_ed2k_stream(whole(example)), may_be_longer ? kPartial : kAbsent)
            << name(example);
        const bool may_be_shorter = example.protocol == 0xc5 && example.opcode == 0x40;
        if (body.empty() || may_be_shorter)
            continue;
        example.body = {body.begin(), body.end() - 1};
        EXPECT_EQ(parse_ed2k_stream(whole(example)), kAbsent) << name(example);
    }
}

TEST(ParseEd2kStream, RefusesValuesThatNobodySends) {
    const auto hash = emule_hash();
    const auto server = hex("c6120002 3612");
    const Ed2kExample refused[] = {
        {0xe3, 0x01, hex("11") + ed2k_identity() + server},  // a hash of 17 bytes
        {0xe3, 0x19, hash + little_endian(0, 4)},            // an empty file
        {0xe3, 0x19, hash + little_endian(0, 4) + little_endian(1'000, 8)},
        {0xe3, 0x33, little_endian(1, 4) + ed2k_file() + hex("02")},
        {0xe3, 0x46, hash + little_endian(14, 4) + little_endian(10, 4) + hex("01020304")},
        {0xe3, 0x47, hash + std::vector<uint8_t>(24)},  // three empty ranges
        {0xe3, 0x47,
         hash + little_endian(9, 8) + std::vector<uint8_t>(4) + little_endian(8, 8) +
             std::vector<uint8_t>(4)},
        {0xc5, 0x01, hex("44 02") + little_endian(1, 4) + integer_tag(0x20, 1)},
        {0xc5, 0x01, hex("44 01") + little_endian(0, 4)},
        {0xc5, 0x40, hash + little_endian(10, 4) + little_endian(184'321, 4) + hex("78da0102")},
        {0xc5, 0x60, hex("0500 00000000000000000001")},
        {0xc5, 0x61, hex("06") + little_endian(4, 4) + text_bytes("good")},
        {0xc5, 0x83, hex("00 0000") + hash},
        {0xc5, 0x84, hex("05") + hash + hex("0000")},
        {0xc5, 0x87, hex("03 01020304")},
        {0xc5, 0x92, hash + hex("4e")},
        {0xc5, 0xb1, hex("00") + hash + hex("01")},  // an identifier without the hash
        {0xc5, 0xb1, hex("01") + hash + hex("04")},
    };
    for (const auto& example : refused)
        EXPECT_EQ(parse_ed2k_stream(whole(example)), kAbsent) << name(example);
}

TEST(ParseEd2kStream, KnowsAPartByItsHeaderAlone) {
    const auto header = hex("e3 19280000 46") + emule_hash() + little_endian(20'480, 4);
    EXPECT_EQ(parse_ed2k_stream(header + little_endian(30'720, 4)), kComplete);
    EXPECT_EQ(parse_ed2k_stream(header + little_endian(30'721, 4)), kAbsent);
    EXPECT_EQ(parse_ed2k_stream(header), kPartial);
}

TEST(ParseEd2kStream, TakesAPackedMessageOnlyWithAnother) {
    const auto packed = ed2k_message(0xd4, 0x33, hex("789c 0300 00000001"));
    EXPECT_EQ(parse_ed2k_stream(packed), kPartial);
    EXPECT_EQ(parse_ed2k_stream(packed + packed), kComplete);
    for (const auto* const broken :
         {"789d 0300 00000001", "68de 0300 00000001", "78bb 0300 00000001"})
        EXPECT_EQ(parse_ed2k_stream(ed2k_message(0xd4, 0x33, hex(broken))), kAbsent) << broken;
}

TEST(ParseEd2kStream, RefusesWhatNoMessageIs) {
    EXPECT_EQ(parse_ed2k_stream(hex("16 03010200 01")), kAbsent) << "TLS";
    EXPECT_EQ(parse_ed2k_stream(hex("e3 00000000")), kAbsent) << "no opcode";
    EXPECT_EQ(parse_ed2k_stream(hex("e3 00000001")), kAbsent) << "16 MiB";
    EXPECT_EQ(parse_ed2k_stream(hex("e3 01000000 77")), kAbsent) << "unknown opcode";
    EXPECT_EQ(parse_ed2k_stream(hex("e3 01000000 55 ff")), kAbsent) << "then none";
    EXPECT_EQ(parse_ed2k_stream({}), kPartial);
}

TEST(ParseEd2kHeader, SaysHowLongTheBodyIs) {
    const auto header = parse_ed2k_header(hex("e3 29000000 47"));
    ASSERT_TRUE(header);
    EXPECT_EQ(header->kind, MessageKind::piece_request);
    EXPECT_EQ(header->body_bytes, 40u);
    EXPECT_FALSE(parse_ed2k_header(hex("e3 28000000 47")));
    for (size_t n = 0; n < kEd2kHeaderBytes; ++n)
        EXPECT_FALSE(parse_ed2k_header(Bytes{hex("e3 29000000 47")}.first(n))) << n;
}

TEST(Ed2kMessageKind, NamesWhatPeersSay) {
    const struct {
        uint8_t protocol;
        uint8_t opcode;
        MessageKind kind;
    } named[] = {
        {0xe3, 0x01, MessageKind::handshake},
        {0xe3, 0x19, MessageKind::get_peer_request},
        {0xe3, 0x42, MessageKind::get_peer_response},
        {0xe3, 0x46, MessageKind::piece},
        {0xe3, 0x47, MessageKind::piece_request},
        {0xe3, 0x50, MessageKind::bitfield},
        {0xe3, 0x54, MessageKind::interested},
        {0xe3, 0x55, MessageKind::unchoke},
        {0xe3, 0x56, MessageKind::not_interested},
        {0xe3, 0x57, MessageKind::choke},
        {0xc5, 0x40, MessageKind::piece},
        {0xc5, 0x82, MessageKind::peer_exchange},
        {0xd4, 0x42, MessageKind::get_peer_response},
        {0xd4, 0x82, MessageKind::peer_exchange},
    };
    for (const auto& [protocol, opcode, kind] : named)
        EXPECT_EQ(ed2k_message_kind(protocol, opcode), kind) << int(opcode);
    EXPECT_FALSE(ed2k_message_kind(0xe3, 0x38)) << "a server's greeting";
    EXPECT_FALSE(ed2k_message_kind(0x00, 0x01));
}

}  // namespace
}  // namespace sluice
