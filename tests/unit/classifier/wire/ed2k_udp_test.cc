// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ed2k_udp.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/classifier/wire/emule_messages.h"

namespace sluice {
namespace {

struct Example {
    uint8_t protocol;
    uint8_t opcode;
    std::vector<uint8_t> body;
    bool proves;
    std::vector<size_t> shorter_forms = {};  // lengths of the body that fit as well
};

std::vector<Example> examples() {
    const auto hash = emule_hash();
    const auto words = hex("01") + emule_text("book");
    const auto size = little_endian(700'000'000, 4);
    const auto challenge = hex("3412 aa55");
    return {
        {0xe3, 0x90, little_endian(1, 4) + integer_tag(0x0e, 1) + words, true},
        {0xe3, 0x92, words, true},
        {0xe3, 0x94, hash + size, false},
        {0xe3,
         0x94,
         hash + size + hash + little_endian(0, 4) + little_endian(1ull << 33, 8),
         false,
         {20}},
        {0xe3, 0x96, challenge, true, {0}},
        {0xe3, 0x97, challenge + size + size, false},
        {0xe3, 0x98, words, true},
        {0xe3, 0x99, ed2k_file() + hex("e3 99") + ed2k_file(), true, {ed2k_file().size()}},
        {0xe3, 0x9a, hash + hash, false, {16}},
        {0xe3, 0x9b, hash + hex("02 c6120001 3612 c6120002 3612"), false},
        {0xe3, 0x9c, hex("c6120001 3612 00120000"), false},
        {0xe3, 0x9e, hex("00120000"), false},
        {0xe3, 0xa0, hex("c6120001 3612"), false},
        {0xe3, 0xa1, hex("01 c6120001 3612"), false},
        {0xe3, 0xa2, hex("fff0 3412"), true, {0}},
        {0xe3, 0xa3, emule_text("server") + emule_text("description"), true},
        {0xe3, 0xa3, hex("fff0 3412") + little_endian(1, 4) + text_tag(0x01, "server"), true},
        {0xe3, 0xa4, {}, false},
        {0xc5, 0x90, hash + hex("0900 ff01 0500"), false, {16, 20}},
        {0xc5, 0x91, hex("0900 ff01 0500"), false, {2}},
        {0xc5, 0x92, {}, false},
        {0xc5, 0x93, {}, false},
        {0xc5, 0x94, hash + emule_hash(1) + hex("0900 ff01 0500"), false, {32, 36}},
        {0xc5, 0x95, hex("3612") + hash + hex("03"), false},
        {0xc5, 0xfe, hex("12"), false},
    };
}

std::string name(const Example& example) {
    return std::to_string(example.protocol) + " " + std::to_string(example.opcode);
}

TEST(ParseEd2kUdp, KnowsEachMessage) {
    for (const auto& example : examples()) {
        const auto message =
            parse_ed2k_udp(emule_datagram(example.protocol, example.opcode, example.body));
        ASSERT_TRUE(message) << name(example);
        EXPECT_EQ(message->protocol, example.protocol);
        EXPECT_EQ(message->opcode, example.opcode);
        EXPECT_EQ(message->proves, example.proves) << name(example);
    }
}

TEST(ParseEd2kUdp, RefusesEveryTruncation) {
    for (const auto& example : examples()) {
        const auto datagram = emule_datagram(example.protocol, example.opcode, example.body);
        for (size_t n = 0; n < datagram.size(); ++n) {
            const bool fits = n >= 2 && std::ranges::count(example.shorter_forms, n - 2) > 0;
            EXPECT_EQ(parse_ed2k_udp(Bytes{datagram}.first(n)).has_value(), fits)
                << name(example) << " cut at " << n;
        }
    }
}

TEST(ParseEd2kUdp, RefusesWhatFollows) {
    for (const auto& example : examples())
        EXPECT_FALSE(parse_ed2k_udp(
            emule_datagram(example.protocol, example.opcode, example.body + hex("ff"))))
            << name(example);
}

TEST(ParseEd2kUdp, RefusesValuesThatNobodySends) {
    const auto hash = emule_hash();
    const std::vector<uint8_t> refused[] = {
        emule_datagram(0xe3, 0x94, hash + little_endian(0, 4) + little_endian(1'000, 8)),
        emule_datagram(0xe3, 0x9b, hash + hex("00")),
        emule_datagram(0xe3, 0x9c, hex("c6120001 3612 00000001")),  // no low id
        emule_datagram(0xe3, 0x9e, hex("00000001")),
        emule_datagram(0xe3, 0xa1, hex("02 c6120001 3612")),
        emule_datagram(0xe3, 0xa3, emule_text("") + emule_text("description")),
        emule_datagram(0xc5, 0x95, hex("0000") + hash + hex("03")),
        emule_datagram(0xc5, 0xfe, hex("13")),
    };
    for (const auto& datagram : refused)
        EXPECT_FALSE(parse_ed2k_udp(datagram)) << int(datagram[1]);
}

TEST(ParseEd2kUdp, IsNotSureOfAnUnmarkedChallenge) {
    const auto bare = parse_ed2k_udp(hex("e3 96"));
    const auto old = parse_ed2k_udp(hex("e3 96 01020304"));
    ASSERT_TRUE(bare && old);
    EXPECT_FALSE(bare->proves);
    EXPECT_FALSE(old->proves);
}

TEST(ParseEd2kUdp, RefusesOtherProtocols) {
    EXPECT_FALSE(parse_ed2k_udp(hex("e4 96")));
    EXPECT_FALSE(parse_ed2k_udp(hex("e3 93")));
    EXPECT_FALSE(parse_ed2k_udp(hex("c5 96")));
    EXPECT_FALSE(parse_ed2k_udp({}));
}

TEST(ParseEd2kUdp, MatchesARequestToItsReply) {
    const auto parse = [](std::string_view text) { return *parse_ed2k_udp(hex(text)); };
    const auto request = parse("e3 96 01020304");
    EXPECT_TRUE(answers(parse("e3 97 01020304 00000000 00000000"), request));
    EXPECT_FALSE(answers(parse("e3 97 01020305 00000000 00000000"), request));
    EXPECT_FALSE(answers(parse("e3 a4"), request));
    const auto reask = parse("c5 90 00112233445566778899aabbccddeeff");
    EXPECT_TRUE(answers(parse("c5 91 0500"), reask));
    EXPECT_TRUE(answers(parse("c5 93"), reask));
    EXPECT_FALSE(answers(reask, reask));
    const auto sources = parse("e3 9a 00112233445566778899aabbccddeeff");
    EXPECT_TRUE(answers(parse("e3 9b 00112233445566778899aabbccddeeff 01 c6120001 3612"), sources));
    EXPECT_FALSE(
        answers(parse("e3 9b 10112233445566778899aabbccddeeff 01 c6120001 3612"), sources));
}

}  // namespace
}  // namespace sluice
