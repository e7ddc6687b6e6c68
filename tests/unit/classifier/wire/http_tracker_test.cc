// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/http_tracker.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

const std::string kHash = "info_hash=%12%34abc%0F%00defghijklmnop";  // 20 bytes
const std::string kPeer = "peer_id=-XX0001-abcdefghijkl";

HttpTrackerRequest parse(const std::string& target) {
    return parse_http_tracker_request(text_bytes("GET " + target + " HTTP/1.1\r\n"));
}

TEST(ParseHttpTrackerRequest, AcceptsAnAnnounceWithItsKeysInAnyOrder) {
    EXPECT_EQ(parse("/announce?" + kHash + "&" + kPeer + "&port=6881"),
              HttpTrackerRequest::announce);
    EXPECT_EQ(parse("/x/announce.php?passkey=1&port=1&left=0&" + kPeer + "&" + kHash),
              HttpTrackerRequest::announce);
}

TEST(ParseHttpTrackerRequest, RejectsAnAnnounceWithoutAKeyThatBep3Requires) {
    EXPECT_EQ(parse("/announce?" + kHash + "&" + kPeer), HttpTrackerRequest::absent);
    EXPECT_EQ(parse("/announce?" + kHash + "&port=1"), HttpTrackerRequest::absent);
    EXPECT_EQ(parse("/announce?" + kPeer + "&port=1"), HttpTrackerRequest::absent);
    EXPECT_EQ(parse("/announce"), HttpTrackerRequest::absent);
    EXPECT_EQ(parse("/other?" + kHash + "&" + kPeer + "&port=1"), HttpTrackerRequest::absent);
}

TEST(ParseHttpTrackerRequest, RejectsHashesThatAreNot20Bytes) {
    const std::string rest = "&" + kPeer + "&port=1";
    EXPECT_EQ(parse("/announce?info_hash=abcdefghijklmnopqrs" + rest), HttpTrackerRequest::absent);
    EXPECT_EQ(parse("/announce?info_hash=abcdefghijklmnopqrstu" + rest),
              HttpTrackerRequest::absent);
    EXPECT_EQ(parse("/announce?info_hash=%zzbcdefghijklmnopqrst" + rest),
              HttpTrackerRequest::absent);
    EXPECT_EQ(parse("/announce?info_hash=abcdefghijklmnopqrs%1" + rest),
              HttpTrackerRequest::absent);
}

TEST(ParseHttpTrackerRequest, RejectsPortsThatAreNone) {
    for (const char* port : {"", "65536", "-1", "80x"})
        EXPECT_EQ(parse("/announce?" + kHash + "&" + kPeer + "&port=" + port),
                  HttpTrackerRequest::absent)
            << port;
}

TEST(ParseHttpTrackerRequest, AcceptsAScrapeOfSeveralTorrents) {
    EXPECT_EQ(parse("/scrape?" + kHash + "&" + kHash), HttpTrackerRequest::scrape);
    EXPECT_EQ(parse("/scrape"), HttpTrackerRequest::absent);
}

TEST(ParseHttpTrackerRequest, IsPartialAtEveryTruncationOfTheLine) {
    const auto line = text_bytes("GET /announce?" + kHash + "&" + kPeer + "&port=6881 HTTP/1.1\r");
    for (size_t n = 0; n < line.size(); ++n)
        EXPECT_EQ(parse_http_tracker_request(Bytes{line}.first(n)), HttpTrackerRequest::partial)
            << n;
    EXPECT_EQ(parse_http_tracker_request(line), HttpTrackerRequest::announce);
}

TEST(ParseHttpTrackerRequest, RejectsOtherMethodsAndProtocols) {
    EXPECT_EQ(parse_http_tracker_request(text_bytes("POST ")), HttpTrackerRequest::absent);
    EXPECT_EQ(parse_http_tracker_request(text_bytes("GET /scrape?" + kHash + " RTSP/1.0\r\n")),
              HttpTrackerRequest::absent);
}

}  // namespace
}  // namespace sluice
