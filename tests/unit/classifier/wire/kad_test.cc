// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/kad.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/wire/emule_messages.h"
#include "tests/unit/classifier/wire/packed.h"

namespace sluice {
namespace {

std::optional<KadMessage> parse(Bytes datagram) {
    static Inflator inflator;
    return parse_kad(datagram, inflator);
}

std::vector<uint8_t> contact(uint8_t number) {
    return emule_hash(number) + little_endian(0xc6120000u + number, 4) + hex("3612 3612 09");
}

struct Example {
    uint8_t opcode;
    std::vector<uint8_t> body;
    bool proves;
    MessageKind kind;
};

std::vector<Example> examples() {
    using Kind = MessageKind;
    const auto id = emule_hash();
    const auto node = id + hex("3612 09");
    const auto port_tag = hex("08 0100 fc 3612");
    const auto file =
        emule_hash(0x11) + hex("02") + text_tag(0x01, "file.iso") + integer_tag(0x02, 700'000'000);
    const auto size = little_endian(700'000'000, 8);
    return {
        {0x01, {}, false, Kind::find_node_request},
        {0x09, node + hex("0200") + contact(1) + contact(2), true, Kind::find_node_response},
        {0x11, node + hex("00"), false, Kind::ping_request},
        {0x11, node + hex("01") + port_tag, true, Kind::ping_request},
        {0x19, node + hex("00"), false, Kind::ping_response},
        {0x22, id + hex("00"), false, Kind::ping_response},
        {0x21, hex("02") + id + emule_hash(1), false, Kind::find_node_request},
        {0x29, id + hex("02") + contact(1) + contact(2), true, Kind::find_node_response},
        {0x33, id + hex("0000"), false, Kind::other_dht},
        {0x33, id + hex("0080 01") + emule_text("book"), true, Kind::other_dht},
        {0x34, id + hex("0000") + size, true, Kind::get_peer_list_request},
        {0x35, id + size, true, Kind::other_dht},
        {0x3b, emule_hash(1) + id + hex("0100") + file, true, Kind::get_peer_list_response},
        {0x38, id + hex("0100") + file, true, Kind::get_peer_list_response},
        {0x40, id + hex("0100") + file, true, Kind::announce_peer_request},
        {0x43, id + hex("0200") + file + file, true, Kind::announce_peer_request},
        {0x44, id + emule_hash(1) + hex("01") + port_tag, true, Kind::announce_peer_request},
        {0x45, id + emule_hash(1) + hex("01") + port_tag, true, Kind::announce_peer_request},
        {0x48, id, false, Kind::announce_peer_response},
        {0x4b, id + hex("05"), false, Kind::announce_peer_response},
        {0x4c, {}, false, Kind::other_dht},
        {0x50, hex("3612"), false, Kind::other_dht},
        {0x51, id + emule_hash(1) + hex("3612"), false, Kind::other_dht},
        {0x53, hex("3612") + id + hex("00"), false, Kind::other_dht},
        {0x58, hex("c6120001"), false, Kind::other_dht},
        {0x5a, id + emule_hash(1) + hex("3612 03"), false, Kind::other_dht},
        {0x60, {}, false, Kind::ping_request},
        {0x61, hex("3612"), false, Kind::ping_response},
        {0x62, hex("00 3612"), false, Kind::other_dht},
    };
}

TEST(ParseKad, KnowsEachMessage) {
    for (const auto& [opcode, body, proves, kind] : examples()) {
        const auto message = parse(emule_datagram(0xe4, opcode, body));
        ASSERT_TRUE(message) << int(opcode);
        EXPECT_EQ(message->opcode, opcode);
        EXPECT_EQ(message->proves, proves) << int(opcode);
        EXPECT_EQ(message->kind, kind) << int(opcode);
    }
}

TEST(ParseKad, RefusesEveryTruncation) {
    for (const auto& example : examples()) {
        const auto datagram = emule_datagram(0xe4, example.opcode, example.body);
        for (size_t n = 0; n < datagram.size(); ++n) {
            // Kad 2 appended fields to these two.
            const bool shorter_form = example.opcode == 0x5a && n == 2 + 34;
            EXPECT_EQ(parse(Bytes{datagram}.first(n)).has_value(), shorter_form)
                << int(example.opcode) << " cut at " << n;
        }
    }
}

TEST(ParseKad, RefusesWhatFollows) {
    for (const auto& example : examples()) {
        const auto datagram = emule_datagram(0xe4, example.opcode, example.body + hex("ff ff"));
        EXPECT_FALSE(parse(datagram)) << int(example.opcode);
    }
}

TEST(ParseKad, RefusesCountsThatLie) {
    for (const uint8_t count : {0, 1, 3, 0xff}) {
        auto reply = emule_datagram(0xe4, 0x29, emule_hash() + hex("02") + contact(1) + contact(2));
        reply[18] = count;
        EXPECT_FALSE(parse(reply)) << int(count);
    }
}

TEST(ParseKad, RefusesContactsThatNobodyCouldReach) {
    const auto with = [](const std::vector<uint8_t>& address) {
        return parse(
            emule_datagram(0xe4, 0x29, emule_hash() + hex("01") + emule_hash(1) + address));
    };
    EXPECT_TRUE(with(hex("010012c6 3612 3612 09")));
    EXPECT_FALSE(with(hex("00000000 3612 3612 09"))) << "no address";
    EXPECT_FALSE(with(hex("010012c6 0000 3612 09"))) << "no port";
    EXPECT_FALSE(with(hex("010012c6 3612 3612 70"))) << "no version";
}

TEST(ParseKad, RefusesValuesThatNobodySends) {
    const auto id = emule_hash();
    const std::pair<uint8_t, std::vector<uint8_t>> refused[] = {
        {0x11, id + hex("3612 00 00")},  // version
        {0x11, id + hex("3612 10 00")},
        {0x21, hex("00") + id + id},  // asks for no contact
        {0x21, hex("20") + id + id},
        {0x34, id + hex("0000") + little_endian(0, 8)},  // an empty file
        {0x34, id + hex("0000") + little_endian(1ull << 39, 8)},
        {0x34, id + hex("0080") + little_endian(1'000, 8)},
        {0x43, id + hex("2d01")},  // more entries than there are
        {0x4b, id + hex("65")},    // a load of 101 %
        {0x50, hex("0000")},
        {0x58, hex("00000000")},
        {0x61, hex("0000")},
        {0x62, hex("02 3612")},
    };
    for (const auto& [opcode, body] : refused)
        EXPECT_FALSE(parse(emule_datagram(0xe4, opcode, body))) << int(opcode);
}

TEST(ParseKad, UnpacksPackedMessages) {
    for (const auto& example : examples()) {
        const auto packed = pack(example.body);
        const auto message = parse(emule_datagram(0xe5, example.opcode, packed));
        ASSERT_TRUE(message) << int(example.opcode);
        EXPECT_TRUE(message->proves);
        EXPECT_FALSE(parse(emule_datagram(0xe4, example.opcode, packed)));
        for (size_t n = 0; n < packed.size(); ++n)
            EXPECT_FALSE(parse(emule_datagram(0xe5, example.opcode, Bytes{packed}.first(n)))) << n;
    }
    EXPECT_FALSE(parse(emule_datagram(0xe5, 0x29, pack(emule_hash())))) << "packed, but no reply";
}

TEST(ParseKad, RefusesOtherProtocols) {
    EXPECT_FALSE(parse(emule_datagram(0xe3, 0x60)));
    EXPECT_FALSE(parse(emule_datagram(0xe4, 0x99)));
    EXPECT_FALSE(parse(hex("e4")));
    EXPECT_FALSE(parse({}));
}

TEST(ParseKad, MatchesARequestToItsReply) {
    const auto request =
        parse(emule_datagram(0xe4, 0x21, hex("02") + emule_hash(7) + emule_hash()));
    const auto reply = parse(emule_datagram(0xe4, 0x29, emule_hash(7) + hex("00")));
    const auto other = parse(emule_datagram(0xe4, 0x29, emule_hash(8) + hex("00")));
    const auto ping = parse(emule_datagram(0xe4, 0x60));
    const auto pong = parse(emule_datagram(0xe4, 0x61, hex("3612")));
    ASSERT_TRUE(request && reply && other && ping && pong);
    EXPECT_TRUE(answers(*reply, *request));
    EXPECT_FALSE(answers(*other, *request)) << "another target";
    EXPECT_TRUE(answers(*pong, *ping));
    EXPECT_FALSE(answers(*ping, *pong));
    EXPECT_FALSE(answers(*pong, *request));
}

}  // namespace
}  // namespace sluice
