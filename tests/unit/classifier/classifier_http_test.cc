// SPDX-License-Identifier: Apache-2.0
// What travels over HTTP, or through a proxy.
#include <gtest/gtest.h>

#include "tests/unit/classifier/flow_under_test.h"
#include "tests/unit/classifier/peer_wire_messages.h"

namespace sluice {
namespace {

constexpr Direction kUp = Direction::up;
constexpr Direction kDown = Direction::down;
using Address = std::array<uint8_t, 16>;
constexpr Address kSubscriber{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 0, 1};
constexpr Address kRemote{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 18, 0, 9};
constexpr Address kNamed{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0x61, 0x62, 0x63, 0x64};

const std::string kAnnounce =
    "GET /announce?info_hash=%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13%14"
    "&peer_id=-XX0001-abcdefghijkl&port=6881&left=0 HTTP/1.1\r\nHost: tracker\r\n\r\n";
const std::string kReply =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
    "d8:completei1e10:incompletei2e8:intervali1800e5:peers6:abcdefe";
const std::string kMetainfo =
    "HTTP/1.1 200 OK\r\nContent-Type: application/x-bittorrent\r\n\r\n"
    "d8:announce28:http://tracker.example/share4:infod6:lengthi16384e4:name1:a12:piece length"
    "i16384e6:pieces20:abcdefghijklmnopqrstee";

// A conversation in text, direction by direction.
struct HttpFlow : FlowUnderTest {
    HttpFlow() {
        ends = {.subscriber_address = kSubscriber.data(),
                .remote_address = kRemote.data(),
                .subscriber_port = 40'000,
                .remote_port = 8'080};
        opens();
    }
    void say(Direction direction, Bytes bytes) {
        size_t& at = position[static_cast<size_t>(direction)];
        tcp(direction, at, bytes);
        at += bytes.size();
    }
    void say(Direction direction, std::string_view text) { say(direction, text_bytes(text)); }
    EndpointSource known(const Address& address, uint16_t port) {
        return classifier.endpoints().find({{address, port}, Transport::tcp}, 0);
    }

    size_t position[2] = {0, 0};
};

TEST(ClassifierHttp, LearnsWhoAnnouncesAndWhomTheTrackerNames) {
    HttpFlow flow;
    flow.say(kUp, kAnnounce);
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.http exact");
    EXPECT_EQ(flow.known(kSubscriber, 6'881), EndpointSource::announced);
    flow.say(kDown, kReply.substr(0, 60));
    flow.say(kDown, kReply.substr(60));
    EXPECT_EQ(flow.known(kNamed, 0x6566), EndpointSource::tracker);
    EXPECT_EQ(flow.messages(kUp, MessageKind::announce_request), 1u);
    EXPECT_EQ(flow.messages(kDown, MessageKind::announce_response), 1u);
    flow.say(kUp, kAnnounce);
    flow.say(kDown, kReply);
    EXPECT_EQ(flow.messages(kDown, MessageKind::announce_response), 2u) << "kept alive";
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.http exact");
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierHttp, KnowsATrackerByItsReplyAlone) {
    HttpFlow flow;
    flow.say(kDown, kReply);
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.http exact");
}

TEST(ClassifierHttp, RecognisesAMetainfoDownloadWhereverItIsCut) {
    for (size_t cut = 1; cut < kMetainfo.size(); cut += 7) {
        HttpFlow flow;
        flow.say(kUp, "GET /files/1 HTTP/1.1\r\nHost: index\r\n\r\n");
        EXPECT_EQ(flow.verdict(), "http exact");
        flow.say(kDown, kMetainfo.substr(0, cut));
        flow.say(kDown, kMetainfo.substr(cut));
        EXPECT_EQ(flow.verdict(), "bittorrent.metainfo exact") << cut;
    }
}

TEST(ClassifierHttp, RecognisesWebSeeds) {
    HttpFlow bep17;
    bep17.say(kUp,
              "GET /seed?info_hash=%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13%14"
              "&piece=3 HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(bep17.verdict(), "bittorrent.webseed exact");
    HttpFlow bep19;
    bep19.say(kUp,
              "GET /file.iso HTTP/1.1\r\nHost: a\r\nUser-Agent: libtorrent/2.0.8\r\n"
              "Range: bytes=0-16383\r\n\r\n");
    EXPECT_EQ(bep19.verdict(), "bittorrent.webseed endpoint");
    bep19.say(kDown, "HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\n\r\nabcd");
    EXPECT_EQ(bep19.verdict(), "bittorrent.webseed endpoint");
    EXPECT_EQ(bep19.messages(kUp, MessageKind::cdn_request), 1u);
    EXPECT_EQ(bep19.messages(kDown, MessageKind::cdn_response), 1u);
}

TEST(ClassifierHttp, RecognisesARequestThatComesByteByByte) {
    HttpFlow flow;
    const std::string request = kAnnounce.substr(0, kAnnounce.size() - 2) +
                                "User-Agent: " + std::string(400, 'x') + "\r\n\r\n";
    for (const char byte : request)
        flow.say(kUp, std::string(1, byte));
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.http exact");
}

TEST(ClassifierHttp, LeavesOrdinaryHttpWhatItIs) {
    HttpFlow flow;
    for (int i = 0; i < 20; ++i) {
        flow.say(kUp, "GET /index.html HTTP/1.1\r\nHost: a\r\n\r\n");
        flow.say(kDown,
                 "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello");
    }
    EXPECT_EQ(flow.verdict(), "http exact");
    EXPECT_TRUE(flow.inspection.settled());
    EXPECT_EQ(flow.classifier.undecided_in_use(), 0u);
}

TEST(ClassifierHttp, RecognisesAnAnnounceAmongOtherRequestsOfOneConnection) {
    HttpFlow flow;
    flow.say(kUp, "GET /index.html HTTP/1.1\r\nHost: a\r\n\r\n");
    flow.say(kDown, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello");
    flow.say(kUp, kAnnounce);
    EXPECT_EQ(flow.verdict(), "bittorrent.tracker.http exact");
}

TEST(ClassifierProxy, RecognisesPeerWireBehindHttpConnect) {
    HttpFlow flow;
    flow.say(kUp, "CONNECT 198.18.0.77:6881 HTTP/1.1\r\nHost: 198.18.0.77:6881\r\n\r\n");
    EXPECT_EQ(flow.verdict(), "unknown none");
    flow.say(kDown, "HTTP/1.1 200 Connection established\r\n\r\n");
    EXPECT_EQ(flow.verdict(), "http exact");
    flow.say(kUp, handshake());
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
    flow.say(kUp, have());
    EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
}

TEST(ClassifierProxy, RecognisesPeerWireBehindSocksHoweverItIsCut) {
    const auto client = hex("05 01 00  05 01 00 01 c612004d 1ae1") + handshake() + have();
    const auto server = hex("05 00  05 00 00 01 c612004d 1ae1") + handshake() + have();
    for (const size_t step : {1u, 3u, 10u, 200u}) {
        HttpFlow flow;
        // The greeting, its answer, the request and its answer; then what runs inside.
        const size_t turns[][2] = {{3, 2}, {13, 12}, {client.size(), server.size()}};
        size_t at[2] = {0, 0};
        for (const auto& turn : turns)
            for (const size_t d : {0u, 1u})
                for (const auto& stream = d == 0 ? client : server; at[d] < turn[d];) {
                    const size_t bytes = std::min(step, turn[d] - at[d]);
                    flow.say(Direction(d), Bytes{stream}.subspan(at[d], bytes));
                    at[d] += bytes;
                }
        EXPECT_EQ(flow.verdict(), "bittorrent.peer exact") << step;
        EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u) << step;
        EXPECT_EQ(flow.messages(kDown, MessageKind::have_piece), 1u) << step;
    }
}

// A client that does not wait for the proxy's answer, and an answer that comes with the peer's.
TEST(ClassifierProxy, ReadsBothDirectionsWhereTheTunnelIsThereAtOnce) {
    HttpFlow flow;
    flow.say(kUp, text_bytes("CONNECT 198.18.0.77:6881 HTTP/1.1\r\n\r\n") + handshake() + have());
    flow.say(kDown, text_bytes("HTTP/1.1 200 OK\r\n\r\n") + handshake() + have());
    EXPECT_EQ(flow.verdict(), "bittorrent.peer exact");
    EXPECT_EQ(flow.messages(kUp, MessageKind::have_piece), 1u);
    EXPECT_EQ(flow.messages(kDown, MessageKind::have_piece), 1u);
}

TEST(ClassifierProxy, CallsARefusedOrQuietProxyWhatItIs) {
    HttpFlow refused;
    refused.say(kUp, hex("05 01 00"));
    refused.say(kDown, hex("05 ff"));
    EXPECT_EQ(refused.verdict(), "other exact");
    EXPECT_EQ(refused.classifier.undecided_in_use(), 0u);
    HttpFlow quiet;
    for (int i = 0; i < 40; ++i)
        quiet.say(kUp, hex("05 01 00"));
    EXPECT_EQ(quiet.verdict(), "unknown none");
    EXPECT_EQ(quiet.classifier.undecided_in_use(), 0u);
}

}  // namespace
}  // namespace sluice
