// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <gtest/gtest.h>

#include "classifier/wire/proxy.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Outcome = ProxyNegotiation::Outcome;
using ByteVector = std::vector<uint8_t>;

struct Exchange {
    ByteVector client;
    ByteVector server;
};

// As libtorrent asks, with a user "user" and a password "pass".
const Exchange kAuthenticated{hex("05020002 01 04 75736572 04 70617373 050100 01 c6120501 1f90"),
                              hex("0502 0100 050000 01 c6120a01 1b39")};
const Exchange kName{hex("050100 050100 03 07 6578616d706c65 01bb"),
                     hex("0500 050000 04 20010db8000000000000000000000007 1b39")};
const Exchange kSocks4{hex("0401 1ae1 c6120501 6d6500"), hex("005a 0000 00000000")};
const Exchange kSocks4a{hex("0401 1ae1 00000001 00 6578616d706c6500"), hex("005a 1b39 c6120a01")};
const Exchange kBind{hex("050100 050200 01 c6120501 1f90"),
                     hex("0500 050000 01 c6120a01 1b39 050000 01 c6120501 1f90")};

Outcome outcome(Bytes client, Bytes server) {
    return parse_socks(client, server).outcome;
}

TEST(ParseSocks, SaysWhereTheStreamInsideBegins) {
    const auto inner = text_bytes(
        "\x13"
        "BitTorrent protocol");
    for (const Exchange& exchange : {kAuthenticated, kName, kSocks4, kSocks4a, kBind}) {
        const auto found =
            parse_socks(ByteVector{exchange.client} + inner, ByteVector{exchange.server} + inner);
        EXPECT_EQ(found.outcome, Outcome::established);
        EXPECT_EQ(found.client_bytes, exchange.client.size());
        EXPECT_EQ(found.server_bytes, exchange.server.size());
    }
}

TEST(ParseSocks, SaysWhomWasAskedFor) {
    const auto five = parse_socks(kAuthenticated.client, kAuthenticated.server);
    EXPECT_EQ(five.command, ProxyCommand::connect);
    ASSERT_TRUE(five.target);
    EXPECT_EQ(five.target->address[15], 1);
    EXPECT_EQ(five.target->port, 8080);
    EXPECT_EQ(five.bound->port, 6969);
    const auto name = parse_socks(kName.client, kName.server);
    EXPECT_FALSE(name.target);
    EXPECT_EQ(name.bound->address[0], 0x20);
    EXPECT_EQ(parse_socks(kSocks4.client, kSocks4.server).target->port, 6881);
    EXPECT_EQ(parse_socks(kBind.client, kBind.server).command, ProxyCommand::bind);
    const auto literal =
        parse_socks(hex("050100 050100 03 0a 3139382e31382e312e35 01bb"), kName.server);
    EXPECT_EQ(literal.target->port, 443);
}

TEST(ParseSocks, SaysWhereDatagramsAreSent) {
    const auto found =
        parse_socks(hex("050100 050300 01 00000000 0000"), hex("0500 050000 01 c6120a01 1b39"));
    EXPECT_EQ(found.outcome, Outcome::established);
    EXPECT_EQ(found.command, ProxyCommand::udp_associate);
    EXPECT_EQ(found.bound->port, 6969);
}

TEST(ParseSocks, IsPartialAtEveryTruncationOfEitherSide) {
    EXPECT_EQ(outcome({}, {}), Outcome::partial);
    for (const Exchange& exchange : {kAuthenticated, kName, kSocks4, kSocks4a, kBind}) {
        for (size_t n = 1; n < exchange.client.size(); ++n)
            EXPECT_EQ(outcome(Bytes{exchange.client}.first(n), exchange.server), Outcome::partial)
                << n;
        for (size_t n = 0; n < exchange.server.size(); ++n)
            EXPECT_EQ(outcome(exchange.client, Bytes{exchange.server}.first(n)), Outcome::partial)
                << n;
    }
}

TEST(ParseSocks, TellsWhatTheProxyRefuses) {
    EXPECT_EQ(outcome(hex("05020002"), hex("05ff")), Outcome::refused);
    EXPECT_EQ(outcome(kAuthenticated.client, hex("0502 0101")), Outcome::refused);
    EXPECT_EQ(outcome(kName.client, hex("0500 050500 01 00000000 0000")), Outcome::refused);
    EXPECT_EQ(outcome(kSocks4.client, hex("005b 0000 00000000")), Outcome::refused);
    EXPECT_EQ(outcome(kBind.client, hex("0500 050000 01 c6120a01 1b39 050100 01 00000000 0000")),
              Outcome::refused);
}

TEST(ParseSocks, IsAbsentWhereAByteCannotBe) {
    const auto whole = hex("0500 050000 01 c6120a01 1b39");
    for (const char* client :
         {"03", "06", "0500", "050100 04", "050100 0500", "050100 0504", "050100 050101",
          "050100 050100 02", "050100 050100 03 00 01bb", "050100 050100 03 02 612f 01bb", "0403",
          "0401 0000", "0401 1ae1 00000000 00", "0401 1ae1 00000001 00 00",
          "0401 1ae1 c6120501 6d0a"})
        EXPECT_EQ(outcome(hex(client), client[1] == '4' ? ByteVector{} : whole), Outcome::absent)
            << client;
    for (const char* server : {"04", "0501", "0502", "0500 04", "0500 050900", "0500 050001",
                               "0500 050000 05", "0500 050000 03 00"})
        EXPECT_EQ(outcome(kName.client, hex(server)), Outcome::absent) << server;
    for (const char* server : {"04", "0059", "005e"})
        EXPECT_EQ(outcome(kSocks4.client, hex(server)), Outcome::absent) << server;
    EXPECT_EQ(outcome(hex("050102 02"), hex("0502")), Outcome::absent);
    EXPECT_EQ(outcome(hex("050102 0100"), hex("0502")), Outcome::absent);
    EXPECT_EQ(outcome({}, whole), Outcome::absent);
    ByteVector long_user = hex("0401 1ae1 c6120501");
    long_user.resize(long_user.size() + 256, 'a');
    EXPECT_EQ(outcome(long_user, {}), Outcome::absent);
}

TEST(ParseSocks, LooksNotIntoMethodsThatWrapTheStream) {
    EXPECT_EQ(outcome(hex("05020001 01"), hex("0501")), Outcome::absent);
    EXPECT_EQ(outcome(hex("050180"), hex("0580")), Outcome::absent);
}

TEST(ParseSocksUdp, MeasuresTheHeader) {
    const auto four = parse_socks_udp(hex("0000 00 01 c6120501 1ae1 64"));
    ASSERT_TRUE(four);
    EXPECT_EQ(four->bytes, 10u);
    EXPECT_EQ(four->remote->port, 6881);
    EXPECT_EQ(parse_socks_udp(hex("0000 00 04 20010db8000000000000000000000007 1ae1 64"))->bytes,
              22u);
    const auto name = parse_socks_udp(hex("0000 00 03 03 612e62 1ae1 64"));
    ASSERT_TRUE(name);
    EXPECT_EQ(name->bytes, 10u);
    EXPECT_FALSE(name->remote);
}

TEST(ParseSocksUdp, RefusesTruncationsFragmentsAndOtherTypes) {
    const auto whole = hex("0000 00 01 c6120501 1ae1 64");
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(parse_socks_udp(Bytes{whole}.first(n))) << n;
    for (const char* wrong :
         {"0001 00 01 c6120501 1ae1 64", "0000 01 01 c6120501 1ae1 64",
          "0000 00 02 c6120501 1ae1 64", "0000 00 03 00 1ae1 64", "0000 00 03 ff 612e62 1ae1 64"})
        EXPECT_FALSE(parse_socks_udp(hex(wrong))) << wrong;
}

}  // namespace
}  // namespace sluice
