// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/web_seed.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using namespace std::string_literals;

const std::string kHash = "info_hash=%c4%16F%e5%ee%19%a6%c4%a5%95%90%5cG%f3%1a%1b%d3%e4%2f%a2";
const std::string kAgent = "User-Agent: libtorrent/2.0.8.0\r\n";
const std::string kRange = "Range: bytes=0-16383\r\n";

WebSeedRequest parse(const std::string& text) {
    return parse_web_seed_request(parse_http_head(text_bytes(text)));
}

WebSeedRequest query(const std::string& parameters) {
    return parse("GET /seed.php?" + parameters + " HTTP/1.1\r\n\r\n");
}

WebSeedRequest get(const std::string& fields, const std::string& target = "/files/dir/a.bin") {
    return parse("GET " + target + " HTTP/1.1\r\nHost: 198.18.5.1\r\n" + fields + "\r\n");
}

// As libtorrent sends them.
TEST(ParseWebSeedRequest, TellsTheTwoKindsApart) {
    EXPECT_EQ(query(kHash + "&piece=2"), WebSeedRequest::http_seed);
    EXPECT_EQ(get(kAgent + "Connection: keep-alive\r\n" + kRange), WebSeedRequest::web_seed);
}

TEST(ParseWebSeedRequest, AcceptsRangesOfAPieceAndParametersOfTheUrl) {
    EXPECT_EQ(query(kHash + "&piece=8&ranges=49152-131071,180224-262143"),
              WebSeedRequest::http_seed);
    EXPECT_EQ(query("key=1&" + kHash + "&piece=4294967295"), WebSeedRequest::http_seed);
}

TEST(ParseWebSeedRequest, RefusesAPieceRequestOfAnotherShape) {
    for (const std::string& wrong :
         {kHash, std::string("piece=2"), kHash + "&piece=", kHash + "&piece=x", kHash + "&piece=-1",
          kHash + "&piece=4294967296", kHash + "&piece=2&piece=3", kHash + "&" + kHash + "&piece=2",
          kHash + "x&piece=2", std::string("info_hash=abc&piece=2"),
          kHash + "&piece=2&ranges=", kHash + "&piece=2&ranges=1", kHash + "&piece=2&ranges=9-1",
          kHash + "&piece=2&ranges=1-", kHash + "&piece=2&ranges=1-2x",
          kHash + "&piece=2&ranges=1-2,,3-4", kHash + "&piece=2&peer_id=abcdefghijklmnopqrst"})
        EXPECT_EQ(query(wrong), WebSeedRequest::absent) << wrong;
}

TEST(ParseWebSeedRequest, KnowsClientsAndThoseThatDownloadOtherThingsToo) {
    for (const char* agent :
         {"Transmission/3.00", "qBittorrent/4.5.2", "uTorrent/355(109279400)(46038)",
          "BTWebClient/3120(26773)", "Deluge/2.0.3 libtorrent/1.2.3.0",
          "Azureus 5.7.6.0;Windows 10;Java 1.8", "WebTorrent/1.9.7 (https://webtorrent.io)"})
        EXPECT_EQ(get("User-Agent: "s + agent + "\r\n" + kRange), WebSeedRequest::web_seed)
            << agent;
    EXPECT_EQ(get("User-Agent: aria2/1.36.0\r\n" + kRange), WebSeedRequest::download);
    for (const char* agent :
         {"Mozilla/5.0 (X11; rv:1) qBittorrent/4", "curl/7.88", "Transmission", "", "libtorrent"})
        EXPECT_EQ(get("User-Agent: "s + agent + "\r\n" + kRange), WebSeedRequest::absent) << agent;
}

TEST(ParseWebSeedRequest, NeedsOneRangeOfBytes) {
    EXPECT_EQ(get(kAgent + "Range: bytes=16384-\r\n"), WebSeedRequest::web_seed);
    EXPECT_EQ(get(kAgent), WebSeedRequest::absent);
    for (const char* range : {"bytes=", "bytes=-5", "bytes=5-1", "bytes=0-1,4-5", "items=0-1",
                              "bytes=0-18446744073709551616", "0-1"})
        EXPECT_EQ(get(kAgent + "Range: " + range + "\r\n"), WebSeedRequest::absent) << range;
}

TEST(ParseWebSeedRequest, LeavesTrackersAlone) {
    for (const char* target : {"/announce", "/x/announce.php?a=b", "/scrape", "/a?info_hash=b"})
        EXPECT_EQ(get(kAgent + kRange, target), WebSeedRequest::absent) << target;
    EXPECT_EQ(get(kAgent + kRange, "/announcement.iso"), WebSeedRequest::web_seed);
}

TEST(ParseWebSeedRequest, IsPartialUntilBothFieldsAreThere) {
    const std::string head = "GET /a.bin HTTP/1.1\r\nHost: a\r\n" + kAgent + kRange;
    for (size_t n = 0; n < head.size(); ++n)
        EXPECT_EQ(parse(head.substr(0, n)), WebSeedRequest::partial) << n;
    EXPECT_EQ(parse(head), WebSeedRequest::web_seed);
    const std::string line = "GET /a?" + kHash + "&piece=2 HTTP/1.1\r";
    for (size_t n = 0; n < line.size(); ++n)
        EXPECT_EQ(parse(line.substr(0, n)), WebSeedRequest::partial) << n;
    EXPECT_EQ(parse(line), WebSeedRequest::http_seed);
}

TEST(ParseWebSeedRequest, RefusesOtherMethodsAndReplies) {
    EXPECT_EQ(parse("HEAD /a.bin HTTP/1.1\r\n" + kAgent + kRange + "\r\n"), WebSeedRequest::absent);
    EXPECT_EQ(parse("P"), WebSeedRequest::absent);
    EXPECT_EQ(parse("HTTP/1.1 206 Partial Content\r\n\r\n"), WebSeedRequest::absent);
}

}  // namespace
}  // namespace sluice
