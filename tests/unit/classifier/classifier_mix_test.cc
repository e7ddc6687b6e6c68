// SPDX-License-Identifier: Apache-2.0
// The rest of the mix: BitTorrent's relatives, and what is no P2P.
#include <gtest/gtest.h>

#include "tests/unit/classifier/ciphertext.h"
#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/hex.h"
#include "tests/unit/classifier/wire/obfuscated_kad.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;
using Payload = std::vector<uint8_t>;

// The verdict on a TCP flow whose first payload this is.
std::string tcp(const Payload& payload) {
    FlowUnderTest flow;
    flow.opens();
    flow.tcp(kUp, 0, payload);
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
    return flow.verdict();
}

std::string udp(const Payload& up, const Payload& down = {}) {
    FlowUnderTest flow;
    flow.udp(kUp, up);
    if (!down.empty())
        flow.udp(kDown, down);
    return flow.verdict();
}

// A ClientHello with this server name and nothing else to speak of.
Payload client_hello(const std::string& server_name) {
    const auto be16 = [](size_t value) {
        return Payload{static_cast<uint8_t>(value >> 8), static_cast<uint8_t>(value)};
    };
    const auto name = text_bytes(server_name);
    const Payload list = hex("00") + be16(name.size()) + name;
    const Payload sni = hex("0000") + be16(list.size() + 2) + be16(list.size()) + list;
    const Payload body =
        hex("0303") + ciphertext(32) + hex("00 0002 1301 01 00") + be16(sni.size()) + sni;
    const Payload handshake = hex("01 00") + be16(body.size()) + body;
    return hex("16 0301") + be16(handshake.size()) + handshake;
}

TEST(ClassifierMix, NamesServicesByTheirFirstPayload) {
    EXPECT_EQ(tcp(client_hello("www.example")), "tls exact");
    EXPECT_EQ(tcp(text_bytes("SSH-2.0-OpenSSH_9.2\r\n")), "ssh exact");
    EXPECT_EQ(tcp(text_bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n")), "http exact");
    EXPECT_EQ(tcp(text_bytes("220 mail.example ESMTP Postfix\r\n")), "other exact");
    EXPECT_EQ(udp(hex("1234 0100 0001 0000 0000 0000 03777777 00 0001 0001")), "dns exact");
    EXPECT_EQ(udp(hex("0001 0008 2112a442 000102030405060708090a0b 0006 0004 61626364")),
              "webrtc exact");
    EXPECT_EQ(udp(hex("23 00 06 ec") + Payload(36, 0) + ciphertext(8)), "other exact") << "NTP";
}

TEST(ClassifierMix, KnowsATrackerReachedByTlsByItsName) {
    EXPECT_EQ(tcp(client_hello("tracker.openwebtorrent.com")), "bittorrent.tracker endpoint");

    FlowUnderTest flow;
    flow.opens();
    const auto reply = text_bytes(
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-bittorrent\r\n\r\n"
        "d8:announce32:https://tracker.share.test/share4:infod6:lengthi16384e4:name1:a12:piece "
        "lengthi16384e6:pieces20:abcdefghijklmnopqrstee");
    flow.tcp(kDown, 0, reply);
    EXPECT_EQ(flow.verdict(), "bittorrent.metainfo exact");
    flow.classifier.forget(flow.inspection);
    flow.tcp(kUp, 0, client_hello("tracker.share.test"));
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker endpoint");
}

TEST(ClassifierMix, KnowsTheLookForALocalTracker) {
    Payload query = hex("1234 0100 0001 0000 0000 0000");
    for (const std::string label : {"_bittorrent-tracker", "_tcp", "isp", "example"}) {
        query.push_back(static_cast<uint8_t>(label.size()));
        query = query + text_bytes(label);
    }
    EXPECT_EQ(udp(query + hex("00 0021 0001")), "bittorrent.tracker exact");
}

TEST(ClassifierMix, NamesTheRelatives) {
    // Kad: a ping and its answer prove each other, one alone nothing.
    EXPECT_EQ(udp(hex("e4 60")), "unknown none");
    EXPECT_EQ(udp(hex("e4 60"), hex("e4 61 1236")), "kad coherent");
    EXPECT_EQ(udp(text_bytes("BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\n"
                             "Infohash: 0123456789abcdef0123456789abcdef01234567\r\n\r\n\r\n")),
              "bittorrent.lsd exact");
}

TEST(ClassifierMix, KnowsObfuscatedKadToANodeThatWasNamedInTheClear) {
    constexpr std::array<uint8_t, 16> kSubscriber{0, 0, 0,    0,    0,   0,  0, 0,
                                                  0, 0, 0xff, 0xff, 198, 18, 0, 1};
    constexpr std::array<uint8_t, 16> kNode{0, 0, 0,    0,    0,   0,  0, 0,
                                            0, 0, 0xff, 0xff, 198, 18, 0, 9};
    constexpr KadId kId{7, 7, 7};
    FlowUnderTest flow;
    flow.ends = {.subscriber_address = kSubscriber.data(),
                 .remote_address = kNode.data(),
                 .subscriber_port = 4'672,
                 .remote_port = 6'720};
    const auto ping = obfuscated_kad(kId, hex("e460"));
    flow.udp(kUp, ping);
    EXPECT_EQ(flow.verdict(), "unknown none");
    flow.classifier.forget(flow.inspection);

    // Somebody else's reply lists the node: 198.18.0.9, port 6720.
    const FlowEnds ends = flow.ends;
    flow.ends.remote_port = 1;
    flow.udp(kDown,
             hex("e429") + Payload(16, 1) + hex("01") + Bytes{kId} + hex("090012c6 401a 361a 09"));
    EXPECT_EQ(flow.verdict(), "kad exact");
    flow.classifier.forget(flow.inspection);
    flow.ends = ends;
    flow.udp(kDown, ping);
    EXPECT_EQ(flow.verdict(), "unknown none") << "the key is the receiver's";
    flow.udp(kUp, ping);
    EXPECT_EQ(flow.verdict(), "kad exact");
    EXPECT_TRUE(flow.inspection.encrypted());
}

TEST(ClassifierMix, NamesTlsPickedUpInTheMiddle) {
    FlowUnderTest flow;
    flow.tcp(kDown, 0, hex("17 0303 0100") + ciphertext(256));
    EXPECT_EQ(flow.verdict(), "tls coherent");
}

TEST(ClassifierMix, LooksBehindASocksProxysHeader) {
    const auto query = text_bytes("d1:ad2:id20:abcdefghijklmnopqrste1:q4:ping1:t2:aa1:y1:qe");
    EXPECT_EQ(udp(hex("000000 01 c6120042 1ae1") + query), "bittorrent.dht exact");
}

TEST(ClassifierMix, CostsRandomDatagramsNoState) {
    FlowUnderTest flow;
    for (uint32_t i = 0; i < 12; ++i)
        flow.udp(kUp, ciphertext(100 + i, i));
    EXPECT_EQ(flow.verdict(), "unknown none");
    EXPECT_TRUE(flow.inspection.settled());
}

}  // namespace
}  // namespace sluice
