// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/plain_services.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"
#include "tests/unit/classifier/wire/krpc_messages.h"
#include "tests/unit/classifier/wire/udp_tracker_messages.h"

namespace sluice {
namespace {

std::vector<uint8_t> padded(std::vector<uint8_t> datagram, size_t bytes, uint8_t with = 0) {
    datagram.resize(bytes, with);
    return datagram;
}

const auto kUtpSyn = hex("41004567 ed639296 00000000 00100000 23c60000");
const auto kNtpRequest = padded(hex("23 00 06 ec"), 48);
const auto kDhcpDiscover = padded(hex("01010600 12345678"), 236) + hex("63825363 350101 ff");
const auto kDhcpv6Solicit = hex("01 123456 0001000a 0003000102034455 6677 00080002 0000");
const auto kSnmpGet =
    hex("3026 020101 0406 7075626c6963 a019 02041234 5678 020100 020100"
        "300b 3009 06052b06010201 0500");
const auto kNetbiosQuery = hex("1234 0110 0001 0000 0000 0000 20") +
                           text_bytes("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") + hex("00 0021 0001");
const auto kNetbiosDatagram = hex("11 0a 1234 c6120001 008a 0005 0000 20 464546 45");
const auto kIkeInit = hex("1122334455667788 0000000000000000 21 20 22 08 00000000 0000001c");
const auto kEthereumPing = padded({}, 96, 0x5a) + hex("01 01 c4 04 c2 8080");

TEST(IsOtherServiceTcp, RecognisesTextByItsFirstWords) {
    for (const char* text :
         {"220 mail.example.net ESMTP\r\n", "+OK POP3 ready\r\n", "* OK IMAP4rev1\r\n",
          "EHLO client\r\n", "RFB 003.008\n", "<?xml version='1.0'?><stream:stream",
          "CONNECT\naccept-version:1.2", "*1\r\n$4\r\nPING\r\n", "get key\r\n", "@RSYNCD: 31.0\n",
          "DESCRIBE rtsp://host/a RTSP/1.0\r\n", "NICK me\r\n"})
        EXPECT_TRUE(is_other_service_tcp(text_bytes(text))) << text;
}

TEST(IsOtherServiceTcp, LeavesHttpAndPeerToPeerAlone) {
    for (const char* text : {"GET /announce?info_hash=a HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n",
                             "CONNECT host:443 HTTP/1.1\r\n",
                             "\x13"
                             "BitTorrent protocol",
                             "GNUTELLA CONNECT/0.6\r\n", "d5:added0:e"})
        EXPECT_FALSE(is_other_service_tcp(text_bytes(text))) << text;
    // Messages of the peer wire, eD2k.
    EXPECT_FALSE(is_other_service_tcp(hex("00000005 04 00000001")));
    EXPECT_FALSE(is_other_service_tcp(hex("0000000d 06 00000001 00000000 00004000")));
    EXPECT_FALSE(is_other_service_tcp(hex("e307000000 01 101122 334455")));
}

TEST(IsOtherServiceTcp, RecognisesWhatBeginsWithALength) {
    EXPECT_TRUE(is_other_service_tcp(hex("00000008 04d2162f")));
    EXPECT_TRUE(is_other_service_tcp(hex("000e 38 1122334455667788 00 00000000")));
    EXPECT_FALSE(is_other_service_tcp(hex("000f 38 1122334455667788 00 00000000")));
    EXPECT_FALSE(is_other_service_tcp({}));
    EXPECT_FALSE(is_other_service_tcp(hex("00")));
}

TEST(IsOtherServiceTcp, WantsTextBehindAShortPrefix) {
    EXPECT_FALSE(is_other_service_tcp(text_bytes("220 ") + hex("0001020304")));
    EXPECT_FALSE(is_other_service_tcp(text_bytes("get key")));
}

TEST(IsOtherServiceUdp, RecognisesEachByItsStructure) {
    for (const auto& datagram :
         {kNtpRequest, kDhcpDiscover, kDhcpv6Solicit, kSnmpGet, kNetbiosQuery, kNetbiosDatagram,
          kIkeInit, hex("00000000") + Bytes{kIkeInit}, kEthereumPing})
        EXPECT_TRUE(is_other_service_udp(datagram)) << datagram.size() << ", " << int(datagram[0]);
    EXPECT_TRUE(is_other_service_udp(text_bytes("M-SEARCH * HTTP/1.1\r\n")));
    EXPECT_TRUE(is_other_service_udp(text_bytes("REGISTER sip:example.net SIP/2.0\r\n")));
}

TEST(IsOtherServiceUdp, RefusesEveryTruncation) {
    for (const auto& whole :
         {kNtpRequest, kDhcpv6Solicit, kSnmpGet, kNetbiosDatagram, kIkeInit, kEthereumPing})
        for (size_t n = 0; n < whole.size(); ++n) {
            // An option less is a whole message, too.
            const bool shorter = whole == kDhcpv6Solicit && n == 18;
            EXPECT_EQ(is_other_service_udp(Bytes{whole}.first(n)), shorter)
                << int(whole[0]) << ", " << n;
        }
}

TEST(IsOtherServiceUdp, RefusesLengthsThatLie) {
    const auto refused = [](std::vector<uint8_t> datagram, size_t at, uint8_t value) {
        datagram.at(at) = value;
        return !is_other_service_udp(datagram);
    };
    EXPECT_TRUE(refused(kSnmpGet, 1, 0x25));
    EXPECT_TRUE(refused(kSnmpGet, 6, 0x07));
    EXPECT_TRUE(refused(kSnmpGet, 14, 0x18));
    EXPECT_TRUE(refused(kNetbiosDatagram, 11, 6));
    EXPECT_TRUE(refused(kIkeInit, 27, 0x1d));
    EXPECT_TRUE(refused(kEthereumPing, 98, 0xc5));
    EXPECT_TRUE(refused(kDhcpv6Solicit, 7, 0x0b));
    EXPECT_TRUE(refused(kDhcpDiscover, 236, 0x62));
    EXPECT_TRUE(refused(kNtpRequest, 0, 0x21));  // a mode that begins like uTP
    EXPECT_TRUE(refused(kNtpRequest, 1, 17));
}

TEST(IsOtherServiceUdp, LeavesPeerToPeerAlone) {
    for (const auto& datagram :
         {kUtpSyn, tracker_connect(), tracker_connect_reply(), tracker_announce(),
          tracker_announce_reply(), text_bytes(krpc_ping()), text_bytes("BT-SEARCH * HTTP/1.1\r\n"),
          hex("e411 1122334455667788 1122334455667788")})
        EXPECT_FALSE(is_other_service_udp(datagram)) << int(datagram[0]);
    EXPECT_FALSE(is_other_service_udp({}));
}

}  // namespace
}  // namespace sluice
