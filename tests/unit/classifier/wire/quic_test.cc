// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/quic.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

std::vector<uint8_t> padded(std::vector<uint8_t> datagram, size_t bytes = 1200) {
    datagram.resize(bytes, 0x5a);
    return datagram;
}

// RFC 9001, A.2: the client's Initial, and A.3: the server's; what is encrypted is not looked at.
std::vector<uint8_t> client_initial() {
    return padded(hex("c000000001 08 8394c8f03e515708 00 00 449e 7b9aec34"));
}
std::vector<uint8_t> server_initial() {
    return padded(hex("cf00000001 00 08 f067a5502a4262b5 00 4075 c0d95a48"), 135);
}
// A client that has an id of its own, and the reply to it.
std::vector<uint8_t> client_with_id() {
    return padded(hex("c000000001 08 8394c8f03e515708 04 aabbccdd 00 449a"));
}

TEST(ParseQuicClientInitial, AcceptsTheExampleOfRfc9001) {
    const auto datagram = client_initial();
    const auto header = parse_quic_client_initial(datagram);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->packet, QuicPacket::initial);
    EXPECT_EQ(header->version, 1u);
    EXPECT_EQ(header->destination_id.size(), 8u);
    EXPECT_TRUE(header->source_id.empty());
}

TEST(ParseQuicClientInitial, AcceptsTheVersionsInUseAndNoOther) {
    for (const char* version : {"6b3343cf", "ff00001d", "ff000016", "51303530", "faceb002"}) {
        const bool second = version[0] == '6';
        const auto datagram = padded(
            hex(std::string(second ? "d0" : "c0") + version + "08 8394c8f03e515708 00 00 449e"));
        EXPECT_TRUE(parse_quic_client_initial(datagram)) << version;
    }
    for (const char* version : {"00000000", "00000002", "ff000023", "ff000015", "1a2a3a4a"})
        EXPECT_FALSE(parse_quic_client_initial(
            padded(hex(std::string("c0") + version + "08 8394c8f03e515708 00 00 449e"))))
            << version;
}

TEST(ParseQuicClientInitial, RefusesEveryTruncation) {
    const auto whole = client_initial();
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(parse_quic_client_initial(Bytes{whole}.first(n))) << n;
}

TEST(ParseQuicClientInitial, RefusesLengthsThatDoNotFit) {
    const auto refused = [](std::string_view text) {
        return !parse_quic_client_initial(padded(hex(text)));
    };
    EXPECT_TRUE(refused("c000000001 07 8394c8f03e5157 00 00 449e"));  // a short first id
    EXPECT_TRUE(refused("c000000001 15 8394c8f03e515708 8394c8f03e515708 8394c8f03e 00 00 4480"));
    EXPECT_TRUE(refused("c000000001 08 8394c8f03e515708 15 00 00 449e"));
    EXPECT_TRUE(refused("c000000001 08 8394c8f03e515708 00 7fff 449e"));  // token
    EXPECT_TRUE(refused("c000000001 08 8394c8f03e515708 00 ffffffffffffffff 449e"));
    EXPECT_TRUE(refused("c000000001 08 8394c8f03e515708 00 00 449f"));  // length, by one
    EXPECT_TRUE(refused("c000000001 08 8394c8f03e515708 00 00 4013"));
    EXPECT_TRUE(refused("8000000001 08 8394c8f03e515708 00 00 449e"));  // the fixed bit
    EXPECT_TRUE(refused("e000000001 08 8394c8f03e515708 00 00 449e"));  // a Handshake
}

TEST(ParseQuicClientInitial, AcceptsAGoogleHelloByItsTag) {
    const auto hello =
        hex("0d e71ad5d7756c4d4d 51303339 01 699b9f009c99d068752a7e01"
            "a0 01 0400 43484c4f 1b000000");
    const auto header = parse_quic_client_initial(hello);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->packet, QuicPacket::google);
    for (size_t n = 0; n + 4 < hello.size(); ++n)
        EXPECT_FALSE(parse_quic_client_initial(Bytes{hello}.first(n))) << n;
    auto later = hello;
    later[9] = 'R';
    EXPECT_FALSE(parse_quic_client_initial(later));
}

TEST(ParseQuicLongHeader, PairsAReplyWithItsClientByConnectionIds) {
    const auto request = client_with_id();
    const auto client = parse_quic_client_initial(request);
    ASSERT_TRUE(client);
    const auto reply_to = [](std::string_view id) {
        return padded(hex("ef00000001") + hex(id) + hex("08 f067a5502a4262b5 4075"), 200);
    };
    const auto right = reply_to("04 aabbccdd");
    const auto wrong = reply_to("04 aabbccde");
    const auto header = parse_quic_long_header(right);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->packet, QuicPacket::handshake);
    EXPECT_TRUE(answers(*header, *client));
    EXPECT_FALSE(answers(*parse_quic_long_header(wrong), *client));
    EXPECT_TRUE(parse_quic_long_header(server_initial()));
}

TEST(ParseQuicLongHeader, AcceptsAVersionNegotiationForBothIds) {
    const auto request = client_with_id();
    const auto client = parse_quic_client_initial(request);
    const auto versions = hex("9a 00000000 04 aabbccdd 08 8394c8f03e515708 00000001 6b3343cf");
    const auto header = parse_quic_long_header(versions);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->packet, QuicPacket::version_negotiation);
    EXPECT_TRUE(answers(*header, *client));
    EXPECT_FALSE(parse_quic_long_header(Bytes{versions}.first(versions.size() - 1)));
    const auto other = hex("9a 00000000 04 aabbccdd 08 8394c8f03e515709 00000001");
    EXPECT_FALSE(answers(*parse_quic_long_header(other), *client));
}

TEST(ParseQuicLongHeader, AcceptsARetryWithAToken) {
    const auto retry =
        hex("ff00000001 00 08 f067a5502a4262b5 746f6b656e") + std::vector<uint8_t>(16, 0x5a);
    ASSERT_TRUE(parse_quic_long_header(retry));
    EXPECT_EQ(parse_quic_long_header(retry)->packet, QuicPacket::retry);
    EXPECT_FALSE(parse_quic_long_header(Bytes{retry}.first(retry.size() - 5)));
}

}  // namespace
}  // namespace sluice
