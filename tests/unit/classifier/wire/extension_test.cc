// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/extension.h"

#include <gtest/gtest.h>

#include "classifier/wire/ip_literal.h"
#include "classifier/wire/peer_address.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using namespace std::string_literals;

std::optional<ExtensionHandshake> parse(const std::string& text) {
    // Names stay in sight for as long as the result is looked at.
    static std::vector<uint8_t> bytes;
    bytes = text_bytes(text);
    return parse_extension_handshake(bytes);
}

std::optional<uint8_t> id(const ExtensionHandshake& handshake, Extension extension) {
    return handshake.ids[static_cast<size_t>(extension)];
}

// As µTorrent 3.4 builds it: keys out of order at both levels.
const std::string kUtorrent =
    "d1:ei0e4:ipv44:\xc6\x33\x64\x07"
    "12:complete_agoi3e1:md11:upload_onlyi3e11:lt_donthavei7e12:ut_holepunchi4e"
    "11:ut_metadatai2e6:ut_pexi1e10:ut_commenti6ee13:metadata_sizei19009e1:pi53137e"
    "4:reqqi255e1:v13:\xce\xbcTorrent 3.42:ypi52887e6:yourip4:\xcb\x00\x71\x09"
    "e"s;

TEST(ParseExtensionHandshake, ReadsWhatUtorrentSays) {
    const auto handshake = parse(kUtorrent);
    ASSERT_TRUE(handshake);
    EXPECT_EQ(id(*handshake, Extension::upload_only), 3);
    EXPECT_EQ(id(*handshake, Extension::dont_have), 7);
    EXPECT_EQ(id(*handshake, Extension::holepunch), 4);
    EXPECT_EQ(id(*handshake, Extension::metadata), 2);
    EXPECT_EQ(id(*handshake, Extension::peer_exchange), 1);
    EXPECT_FALSE(id(*handshake, Extension::tracker_exchange));
    EXPECT_EQ(handshake->listen_port, 53'137);
    EXPECT_EQ(handshake->client, "\xce\xbcTorrent 3.4");
    EXPECT_EQ(handshake->request_queue, 255u);
    EXPECT_EQ(handshake->metadata_bytes, 19'009u);
    EXPECT_EQ(handshake->ipv4, parse_ip_literal("198.51.100.7"));
    EXPECT_EQ(handshake->receiver, parse_ip_literal("203.0.113.9"));
    EXPECT_FALSE(handshake->ipv6);
    EXPECT_FALSE(handshake->upload_only);
}

TEST(ParseExtensionHandshake, ReadsThePartialSeedsSign) {
    EXPECT_EQ(parse("d1:mde11:upload_onlyi1ee")->upload_only, true);
    EXPECT_EQ(parse("d1:mde11:upload_onlyi0ee")->upload_only, false);
}

TEST(ParseExtensionHandshake, LeavesOutWhatItDoesNotKnow) {
    EXPECT_TRUE(parse("de"));
    EXPECT_TRUE(parse("d1:md7:ut_zzzzl3:abceee"));
    EXPECT_EQ(id(*parse("d1:md6:ut_pexi0eee"), Extension::peer_exchange), 0) << "turned off";
}

TEST(ParseExtensionHandshake, RejectsEveryTruncation) {
    for (size_t n = 0; n < kUtorrent.size(); ++n)
        EXPECT_FALSE(parse(kUtorrent.substr(0, n))) << n << " bytes";
    EXPECT_FALSE(parse(kUtorrent + "e"));
}

TEST(ParseExtensionHandshake, RejectsFieldsOfTheWrongShape) {
    for (const char* text :
         {"le", "d1:mlee", "d1:m0:e", "d1:md6:ut_pex1:1ee", "d1:md6:ut_pexi256eee",
          "d1:md6:ut_pexi-1eee", "d1:md11:ut_metadatai1e6:ut_pexi1eee", "d1:pi65536ee", "d1:pi-1ee",
          "d1:p1:1e", "d1:vi1ee", "d4:ipv43:abce", "d4:ipv63:abce", "d6:yourip5:abcdee",
          "d13:metadata_sizei-1ee", "d11:upload_only1:1e", "d4:reqqi4294967296ee"})
        EXPECT_FALSE(parse(text)) << text;
}

std::optional<MetadataMessage> metadata(const std::string& text, size_t data_bytes) {
    return parse_metadata_message(text_bytes(text), text.size() + data_bytes);
}

TEST(ParseMetadataMessage, ReadsRequestDataAndReject) {
    EXPECT_EQ(metadata("d8:msg_typei0e5:piecei3ee", 0)->type, MetadataMessage::Type::request);
    EXPECT_EQ(metadata("d8:msg_typei0e5:piecei3ee", 0)->piece, 3u);
    EXPECT_EQ(metadata("d8:msg_typei2e5:piecei3ee", 0)->type, MetadataMessage::Type::reject);
    const auto data = metadata("d8:msg_typei1e5:piecei0e10:total_sizei34256ee", 16'384);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->type, MetadataMessage::Type::data);
    EXPECT_EQ(data->total_bytes, 34'256u);
}

TEST(ParseMetadataMessage, WantsAsMuchDataAsTheSizesSay) {
    const std::string last = "d8:msg_typei1e5:piecei2e10:total_sizei34256ee";
    EXPECT_TRUE(metadata(last, 34'256 - 2 * 16'384));
    EXPECT_FALSE(metadata(last, 16'384));
    EXPECT_FALSE(metadata(last, 0));
    EXPECT_FALSE(metadata("d8:msg_typei1e5:piecei3e10:total_sizei34256ee", 0)) << "past the end";
    EXPECT_FALSE(metadata("d8:msg_typei0e5:piecei3ee", 1)) << "data with a request";
    for (const char* text : {"d8:msg_typei3e5:piecei3ee", "d5:piecei3ee", "d8:msg_typei0ee",
                             "d8:msg_typei0e5:piecei-1ee", "d8:msg_typei0e5:piece1:3e", "le",
                             "d8:msg_typei0e5:piecei3e"})
        EXPECT_FALSE(metadata(text, 0)) << text;
}

const std::string kPex =
    "d5:added12:aaaaAAbbbbBB7:added.f2:\x02\x10"s
    "6:added60:8:added6.f0:7:dropped6:ccccCC8:dropped60:e";

std::optional<PeerExchange> pex(const std::string& text) {
    static std::vector<uint8_t> bytes;
    bytes = text_bytes(text);
    return parse_peer_exchange(bytes);
}

TEST(ParsePeerExchange, FindsThePeers) {
    const auto exchange = pex(kPex);
    ASSERT_TRUE(exchange);
    EXPECT_EQ(exchange->added.compact4.size(), 12u);
    EXPECT_EQ(exchange->flags4.size(), 2u);
    EXPECT_EQ(exchange->added.compact6.size(), 0u);
    EXPECT_EQ(exchange->dropped.compact4.size(), 6u);
    PeerAddress peers[4];
    ASSERT_EQ(read_peers(exchange->added, peers), 2u);
    EXPECT_EQ(peers[0].port, ('A' << 8) + 'A');
}

TEST(ParsePeerExchange, RejectsEveryTruncationAndPartsOfAnEntry) {
    for (size_t n = 0; n < kPex.size(); ++n)
        EXPECT_FALSE(pex(kPex.substr(0, n))) << n << " bytes";
    EXPECT_TRUE(pex("d6:added618:aaaaaaaaaaaaaaaaAAe"));
    for (const char* text :
         {"de", "d1:a1:be", "d7:added.f0:e", "d5:added5:aaaaAe", "d6:added612:aaaaaaaaaaAAe",
          "d5:added6:aaaaAA7:added.f2:xxe", "d5:addedi1ee", "d5:added6:aaaaAAee"})
        EXPECT_FALSE(pex(text)) << text;
}

TEST(ParseTrackerExchange, FindsTheTrackersThatHaveAnAddress) {
    const auto bytes = text_bytes(
        "d5:addedl32:http://tracker.example/announce123:udp://198.51.100.7:6969"
        "22:http://[2001:db8::1]/aee");
    const auto urls = parse_tracker_exchange(bytes);
    ASSERT_TRUE(urls);
    Endpoint trackers[4];
    ASSERT_EQ(read_trackers(*urls, trackers), 2u);
    EXPECT_EQ(trackers[0].transport, Transport::udp);
    EXPECT_EQ(trackers[0].at.port, 6969);
    EXPECT_EQ(trackers[1].at, (PeerAddress{*parse_ip_literal("2001:db8::1"), 80}));
    EXPECT_EQ(read_trackers(*urls, std::span(trackers).first(1)), 1u) << "as many as fit";
    for (size_t n = 0; n < bytes.size(); ++n)
        EXPECT_FALSE(parse_tracker_exchange(Bytes{bytes}.first(n))) << n << " bytes";
}

TEST(ParseTrackerExchange, WantsTheOneKeyAndAListOfStrings) {
    for (const char* text : {"de", "d5:added0:e", "d5:addedli1eee", "d5:addedle1:xlee", "d1:xlee"})
        EXPECT_FALSE(parse_tracker_exchange(text_bytes(text))) << text;
    EXPECT_TRUE(parse_tracker_exchange(text_bytes("d5:addedlee")));
}

TEST(ParseUploadOnly, IsOneByte) {
    EXPECT_EQ(parse_upload_only(hex("01")), true);
    EXPECT_EQ(parse_upload_only(hex("00")), false);
    EXPECT_FALSE(parse_upload_only(hex("02")));
    EXPECT_FALSE(parse_upload_only(hex("0001")));
    EXPECT_FALSE(parse_upload_only({}));
}

TEST(ParseDontHave, IsAnIndex) {
    EXPECT_EQ(parse_dont_have(hex("00000017")), 0x17u);
    EXPECT_FALSE(parse_dont_have(hex("000017")));
    EXPECT_FALSE(parse_dont_have(hex("0000000017")));
}

TEST(ParseHolepunch, ReadsEachType) {
    const auto connect = parse_holepunch(hex("01 00 c6336407 1ae1 00000000"));
    ASSERT_TRUE(connect);
    EXPECT_EQ(connect->type, Holepunch::Type::connect);
    EXPECT_EQ(connect->peer, (PeerAddress{*parse_ip_literal("198.51.100.7"), 6881}));
    EXPECT_TRUE(parse_holepunch(hex("00 00 c6336407 1ae1"))) << "libtorrent sends no code";
    EXPECT_TRUE(parse_holepunch(hex("00 01 20010db8 00000000 00000000 00000001 1ae1")));
    EXPECT_TRUE(parse_holepunch(hex("02 00 c6336407 1ae1 00000004")));
}

TEST(ParseHolepunch, RejectsEveryTruncationAndWrongCodes) {
    const auto whole = hex("02 01 20010db8 00000000 00000000 00000001 1ae1 00000002");
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_FALSE(parse_holepunch(Bytes{whole}.first(n))) << n << " bytes";
    for (const char* text :
         {"03 00 c6336407 1ae1", "00 02 c6336407 1ae1", "00 00 c6336407 1ae1 00000001",
          "02 00 c6336407 1ae1 00000000", "02 00 c6336407 1ae1 00000005", "02 00 c6336407 1ae1",
          "00 00 c6336407 1ae1 0000000000"})
        EXPECT_FALSE(parse_holepunch(hex(text))) << text;
}

TEST(KindOf, EachExtensionIsAKindOfItsOwn) {
    EXPECT_EQ(kind_of(Extension::metadata), MessageKind::metadata);
    EXPECT_EQ(kind_of(Extension::hash_piece), MessageKind::piece);
    EXPECT_EQ(kind_of(Extension::holepunch), MessageKind::holepunch);
}

}  // namespace
}  // namespace sluice
