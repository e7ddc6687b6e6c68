// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_tracker.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Outcome = HttpTrackerRequest::Outcome;
using Event = HttpTrackerRequest::Event;

const std::string kHash = "info_hash=%12%34abc%0F%00defghijklmnop";  // 20 bytes
const std::string kPeer = "peer_id=-XX0001-abcdefghijkl";
const std::string kAnnounce = "/announce?" + kHash + "&" + kPeer + "&port=6881";

HttpTrackerRequest request(const std::string& target) {
    return parse_http_tracker_request(
        parse_http_head(text_bytes("GET " + target + " HTTP/1.1\r\n")));
}

Outcome parse(const std::string& target) {
    return request(target).outcome;
}

TEST(ParseHttpTrackerRequest, AcceptsAnAnnounceWithItsKeysInAnyOrder) {
    EXPECT_EQ(parse(kAnnounce), Outcome::announce);
    EXPECT_EQ(parse("/x/announce.php?passkey=1&port=1&left=0&" + kPeer + "&" + kHash),
              Outcome::announce);
}

TEST(ParseHttpTrackerRequest, ReadsWhatLibtorrentSends) {
    const auto bytes = text_bytes(
        "GET /announce?info_hash=%c4%16F%e5%ee%19%a6%c4%a5%95%90%5cG%f3%1a%1b%d3%e4%2f%a2"
        "&peer_id=-LT2080-Dl12vR40XWr2&port=6881&uploaded=0&downloaded=0&left=40300&corrupt=0"
        "&key=3EBFEC5E&event=started&numwant=200&compact=1&no_peer_id=1&supportcrypto=1"
        "&redundant=0 HTTP/1.1\r\nHost: 198.18.5.1:6969\r\nUser-Agent: libtorrent/2.0.8.0\r\n"
        "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    const auto found = parse_http_tracker_request(parse_http_head(bytes));
    EXPECT_EQ(found.outcome, Outcome::announce);
    EXPECT_EQ(found.event, Event::started);
    EXPECT_EQ(found.port, 6881);
    EXPECT_TRUE(found.compact);
    EXPECT_FALSE(found.ipv4);
}

TEST(ParseHttpTrackerRequest, TellsTheEvents) {
    EXPECT_EQ(request(kAnnounce).event, Event::none);
    EXPECT_EQ(request(kAnnounce + "&event=").event, Event::none);
    EXPECT_EQ(request(kAnnounce + "&event=stopped").event, Event::stopped);
    EXPECT_EQ(request(kAnnounce + "&event=completed").event, Event::completed);
    EXPECT_EQ(request(kAnnounce + "&event=paused").event, Event::paused);
}

TEST(ParseHttpTrackerRequest, ReadsTheAddressesThatAnAnnouncerNames) {
    const auto both = request(kAnnounce + "&ipv6=%5B2001%3Adb8%3A%3A7%5D%3A6882&ipv4=198.18.1.5");
    ASSERT_TRUE(both.ipv4 && both.ipv6);
    EXPECT_EQ(both.ipv4->address[15], 5);
    EXPECT_EQ(both.ipv4->port, 6881);
    EXPECT_EQ(both.ipv6->address[15], 7);
    EXPECT_EQ(both.ipv6->port, 6882);
    EXPECT_EQ(request(kAnnounce + "&ip=198.18.1.5").ipv4, both.ipv4);
    EXPECT_EQ(request(kAnnounce + "&ipv6=2001:db8::7").ipv6->port, 6881);
    for (const char* nonsense :
         {"261.52.89.12", "example.org", "", ":", "%5B2001", "%zz", "198.18.1.5:65536",
          "198.18.1.5:198.18.1.5:198.18.1.5:198.18.1.5:198.18.1.5:198.18.1.5:198.18.1.5:1"}) {
        const auto found = request(kAnnounce + "&ipv4=" + nonsense);
        EXPECT_EQ(found.outcome, Outcome::announce) << nonsense;
        EXPECT_FALSE(found.ipv4 || found.ipv6) << nonsense;
    }
}

TEST(ParseHttpTrackerRequest, RejectsAnAnnounceWithoutAKeyThatBep3Requires) {
    EXPECT_EQ(parse("/announce?" + kHash + "&" + kPeer), Outcome::absent);
    EXPECT_EQ(parse("/announce?" + kHash + "&port=1"), Outcome::absent);
    EXPECT_EQ(parse("/announce?" + kPeer + "&port=1"), Outcome::absent);
    EXPECT_EQ(parse("/announce"), Outcome::absent);
    EXPECT_EQ(parse("/other?" + kHash + "&" + kPeer + "&port=1"), Outcome::absent);
}

TEST(ParseHttpTrackerRequest, LooksForTheWordInThePathOnly) {
    EXPECT_EQ(parse("http://tracker.example" + kAnnounce), Outcome::announce);
    EXPECT_EQ(parse("http://announce.example/x?" + kHash + "&" + kPeer + "&port=1"),
              Outcome::absent);
}

TEST(ParseHttpTrackerRequest, TakesAnyPathWhereTheNumbersOfAnAnnounceAreThere) {
    const std::string whole = "/t.php?" + kHash + "&" + kPeer + "&port=1&uploaded=0&downloaded=0";
    EXPECT_EQ(parse(whole + "&left=0"), Outcome::announce);
    EXPECT_EQ(parse(whole), Outcome::absent);
}

TEST(ParseHttpTrackerRequest, RejectsHashesThatAreNot20Bytes) {
    const std::string rest = "&" + kPeer + "&port=1";
    EXPECT_EQ(parse("/announce?info_hash=abcdefghijklmnopqrs" + rest), Outcome::absent);
    EXPECT_EQ(parse("/announce?info_hash=abcdefghijklmnopqrstu" + rest), Outcome::absent);
    EXPECT_EQ(parse("/announce?info_hash=%zzbcdefghijklmnopqrst" + rest), Outcome::absent);
    EXPECT_EQ(parse("/announce?info_hash=abcdefghijklmnopqrs%1" + rest), Outcome::absent);
}

TEST(ParseHttpTrackerRequest, RejectsPortsThatAreNone) {
    for (const char* port : {"", "65536", "-1", "80x"})
        EXPECT_EQ(parse("/announce?" + kHash + "&" + kPeer + "&port=" + port), Outcome::absent)
            << port;
}

TEST(ParseHttpTrackerRequest, AcceptsAScrapeOfSeveralTorrents) {
    EXPECT_EQ(parse("/scrape?" + kHash + "&" + kHash), Outcome::scrape);
    EXPECT_EQ(parse("/scrape"), Outcome::absent);
}

TEST(ParseHttpTrackerRequest, IsPartialAtEveryTruncationOfTheLine) {
    const auto line = text_bytes("GET " + kAnnounce + " HTTP/1.1\r");
    for (size_t n = 0; n < line.size(); ++n)
        EXPECT_EQ(parse_http_tracker_request(parse_http_head(Bytes{line}.first(n))).outcome,
                  Outcome::partial)
            << n;
    EXPECT_EQ(parse_http_tracker_request(parse_http_head(line)).outcome, Outcome::announce);
}

TEST(ParseHttpTrackerRequest, RejectsOtherMethodsAndProtocols) {
    EXPECT_EQ(parse_http_tracker_request(parse_http_head(text_bytes("POST "))).outcome,
              Outcome::absent);
    EXPECT_EQ(parse_http_tracker_request(
                  parse_http_head(text_bytes("GET /scrape?" + kHash + " RTSP/1.0\r\n")))
                  .outcome,
              Outcome::absent);
    EXPECT_EQ(
        parse_http_tracker_request(parse_http_head(text_bytes("HTTP/1.1 200 OK\r\n"))).outcome,
        Outcome::absent);
}

}  // namespace
}  // namespace sluice
