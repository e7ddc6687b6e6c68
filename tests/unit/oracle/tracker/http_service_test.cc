// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/http_service.h"

#include <gtest/gtest.h>

#include "classifier/wire/bencode.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

using Kind = HttpTrackerQuery::Kind;

const std::string kHash = "ZZZZZZZZZZZZZZZZZZZZ";

struct Scene {
    std::string ask(const std::string& path, const std::string& query, const std::string& from) {
        const auto parsed = parse_http_tracker_query(path, query);
        EXPECT_NE(parsed.kind, Kind::elsewhere);
        const std::string body = service.answer(parsed, address(from), 10'000);
        const Bytes bytes(reinterpret_cast<const uint8_t*>(body.data()), body.size());
        EXPECT_EQ(scan_bencode(bytes), body.size()) << "bencoded, its keys in order: " << body;
        return body;
    }
    std::string announce(const std::string& from, const std::string& more = "") {
        return ask("/announce",
                   "info_hash=" + kHash + "&peer_id=-XX0000-abcdefghijkl&port=6881" +
                       "&uploaded=0&downloaded=0&left=1000" + more,
                   from);
    }

    Tracker tracker{TrackerSettings{}, {1, 2}, 3};
    RequestCounts counts;
    HttpService service{tracker, counts};
};

std::string bytes(std::initializer_list<int> values) {
    return {values.begin(), values.end()};
}

TEST(HttpService, TwoPeersAreToldOfEachOtherCompactly) {
    Scene scene;
    EXPECT_EQ(scene.announce("198.18.0.1", "&left=0&compact=1"),
              "d8:completei1e11:external ip4:" + bytes({198, 18, 0, 1}) +
                  "10:incompletei0e8:intervali1800e5:peers0:e");
    EXPECT_EQ(scene.announce("198.18.0.2"),
              "d8:completei1e11:external ip4:" + bytes({198, 18, 0, 2}) +
                  "10:incompletei1e8:intervali1800e5:peers6:" + bytes({198, 18, 0, 1, 0x1a, 0xe1}) +
                  "e");
}

TEST(HttpService, WhoWantsDictionariesGetsThemWithoutPeerIds) {
    Scene scene;
    scene.announce("198.18.0.1");
    const auto body = scene.announce("198.18.0.2", "&compact=0&no_peer_id=1");
    EXPECT_NE(body.find("5:peersld2:ip10:198.18.0.14:porti6881eee"), std::string::npos) << body;
}

// BEP 7, BEP 24.
TEST(HttpService, OverIpv6PeersOfIpv6ComeFirstAndIpv4FillsUp) {
    Scene scene;
    scene.announce("198.18.0.1");
    scene.announce("2001:db8::1");
    const std::string ip1 = bytes({0x20, 0x01, 0x0d, 0xb8}) + std::string(11, '\0') + "\1";
    const std::string ip2 = bytes({0x20, 0x01, 0x0d, 0xb8}) + std::string(11, '\0') + "\2";
    EXPECT_EQ(scene.announce("2001:db8::2"),
              "d8:completei0e11:external ip16:" + ip2 +
                  "10:incompletei3e8:intervali1800e5:peers6:" + bytes({198, 18, 0, 1, 0x1a, 0xe1}) +
                  "6:peers618:" + ip1 + bytes({0x1a, 0xe1}) + "e");
    EXPECT_EQ(scene.announce("2001:db8::2", "&numwant=1").find("5:peers6:"), std::string::npos);
    EXPECT_NE(scene.announce("2001:db8::2", "&compact=0")
                  .find("5:peersld2:ip11:2001:db8::14:porti6881eed2:ip10:198.18.0.14"),
              std::string::npos);
}

TEST(HttpService, AddressesThatAQueryNamesAreNotRead) {
    Scene scene;
    scene.announce("198.18.0.1", "&ip=1.2.3.4&ipv4=1.2.3.4&ipv6=%5B2001:db8::9%5D:80");
    const auto body = scene.announce("198.18.0.2");
    EXPECT_NE(body.find("5:peers6:" + bytes({198, 18, 0, 1, 0x1a, 0xe1}) + "e"), std::string::npos);
}

// BEP 48, BEP 21.
TEST(HttpService, ScrapesTellOfEachSwarmOnceInOrder) {
    Scene scene;
    scene.announce("198.18.0.1", "&event=completed&left=0");
    scene.announce("198.18.0.2");
    scene.announce("198.18.0.3", "&event=paused");
    const std::string other = "AAAAAAAAAAAAAAAAAAAA";
    EXPECT_EQ(
        scene.ask("/scrape", "info_hash=" + kHash + "&info_hash=" + other + "&info_hash=" + kHash,
                  "198.18.0.4"),
        "d5:filesd20:" + other +
            "d8:completei0e10:downloadedi0e11:downloadersi0e10:incompletei0ee20:" + kHash +
            "d8:completei1e10:downloadedi1e11:downloadersi1e10:incompletei2eeee");
}

// BEP 31.
TEST(HttpService, AFailureTellsWhenToAskAgain) {
    Scene scene;
    EXPECT_EQ(scene.announce("198.18.0.1", "&port=0"),
              "d14:failure reason15:port is missing8:retry in5:nevere");
    EXPECT_EQ(scene.ask("/scrape", "", "198.18.0.1"),
              "d14:failure reason20:info_hash is missing8:retry in5:nevere")
        << "nobody gets a list of all swarms";
    scene.tracker.use(
        std::make_shared<const HashList>(HashList::Meaning::allow, std::vector<InfoHash>{}));
    EXPECT_EQ(scene.announce("198.18.0.1"),
              "d14:failure reason26:torrent is not served here8:retry ini60ee");
}

TEST(HttpQuery, ReadsAHashHoweverItIsEscaped) {
    const auto hash = [](const std::string& text) {
        return parse_http_tracker_query("/announce", "port=1&info_hash=" + text);
    };
    const auto escaped = hash("%00%ff+%2B%7ebcdefghijklmnop");
    ASSERT_EQ(escaped.kind, Kind::announce);
    EXPECT_EQ(escaped.announce.hash.bytes[0], 0);
    EXPECT_EQ(escaped.announce.hash.bytes[1], 0xff);
    EXPECT_EQ(escaped.announce.hash.bytes[2], '+');
    EXPECT_EQ(escaped.announce.hash.bytes[3], '+');
    EXPECT_EQ(escaped.announce.hash.bytes[4], '~');
    for (const char* wrong :
         {"", "abc", "ZZZZZZZZZZZZZZZZZZZ", "ZZZZZZZZZZZZZZZZZZZZZ", "ZZZZZZZZZZZZZZZZZZZ%",
          "ZZZZZZZZZZZZZZZZZZZ%1", "ZZZZZZZZZZZZZZZZZZZ%zz", "ZZZZZZZZZZZZZZZZZZZ%+1"})
        EXPECT_EQ(hash(wrong).kind, Kind::wrong) << wrong;
    EXPECT_EQ(hash(kHash + "&info_hash=" + kHash).kind, Kind::wrong) << "whose peer is it?";
}

TEST(HttpQuery, ReadsWhatMattersAndSkipsTheRest) {
    const auto query = parse_http_tracker_query(
        "/announce", "info_hash=" + kHash +
                         "&&x&=y&port=51413&left=0&numwant=80&event=started"
                         "&compact=0&key=abc&supportcrypto=1");
    ASSERT_EQ(query.kind, Kind::announce);
    EXPECT_EQ(query.announce.port, 51'413);
    EXPECT_TRUE(query.announce.has_all);
    EXPECT_EQ(query.announce.wanted, 80u);
    EXPECT_EQ(query.announce.event, AnnounceEvent::started);
    EXPECT_FALSE(query.compact);
    const auto odd = parse_http_tracker_query(
        "/announce", "info_hash=" + kHash + "&port=1&numwant=-1&left=-5&event=never");
    EXPECT_EQ(odd.kind, Kind::announce);
    EXPECT_EQ(odd.announce.wanted, AnnounceRequest::kAsManyAsUsual);
    EXPECT_FALSE(odd.announce.has_all);
    EXPECT_EQ(odd.announce.event, AnnounceEvent::none);
    for (const char* port : {"65536", "-1", "", "80x", "0x50"})
        EXPECT_EQ(
            parse_http_tracker_query("/announce", "info_hash=" + kHash + "&port=" + port).kind,
            Kind::wrong)
            << port;
    EXPECT_EQ(parse_http_tracker_query("/", "info_hash=" + kHash).kind, Kind::elsewhere);
    EXPECT_EQ(parse_http_tracker_query("/announce/x", "").kind, Kind::elsewhere);
}

TEST(HttpQuery, EveryTruncationIsReadWithoutHarm) {
    const std::string whole =
        "port=6881&left=0&event=stopped&numwant=5&compact=1&info_hash="
        "%00%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13";
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(parse_http_tracker_query("/announce", whole.substr(0, n)).kind, Kind::wrong) << n;
    EXPECT_EQ(parse_http_tracker_query("/announce", whole).kind, Kind::announce);
}

TEST(HttpQuery, OfMoreThan74HashesTheFirstAreScraped) {
    std::string query;
    for (int i = 0; i < 500; ++i)
        query += "info_hash=" + kHash + "&";
    const auto parsed = parse_http_tracker_query("/scrape", query);
    EXPECT_EQ(parsed.kind, Kind::scrape);
    EXPECT_EQ(parsed.hashes.size(), kMostScraped);
}

}  // namespace
}  // namespace sluice
