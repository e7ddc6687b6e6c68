// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/metainfo.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using Outcome = Metainfo::Outcome;
using namespace std::string_literals;

std::string bencoded(const std::string& text) {
    return std::to_string(text.size()) + ":" + text;
}

const std::string kHash(20, 'h');
const std::string kRoot(32, 'r');
const std::string kUdp = "udp://198.18.0.9:6969/announce";
const std::string kHttps = "https://tracker.example/announce";
const std::string kTop = "8:announce" + bencoded(kUdp) + "13:announce-listll" + bencoded(kUdp) +
                         "el" + bencoded(kHttps) +
                         "ee7:comment6:sample10:created by10:libtorrent13:creation date"
                         "i1795518168e";
const std::string kBottom =
    "5:nodesll14:router.examplei6881eee8:url-list25:http://198.18.0.10"
    "/files/";
const std::string kPieces = "6:pieces60:" + kHash + kHash + kHash;
const std::string kName = "4:name3:dir12:piece lengthi16384e";
const std::string kFiles =
    "5:filesld6:lengthi40000e4:pathl5:a.bineed6:lengthi300e4:pathl1:d"
    "5:b.txteee";
const std::string kFile1 = "5:a.bind0:d6:lengthi40000e11:pieces root" + bencoded(kRoot) + "ee";
const std::string kTree = "9:file treed" + kFile1 + "1:dd5:emptyd0:d6:lengthi0eeeee";
const std::string kVersion2 = "12:meta versioni2e";
const std::string kLayers = "12:piece layersd" + bencoded(kRoot) + bencoded(kRoot + kRoot) + "e";

std::string torrent(const std::string& info, const std::string& bottom = kBottom) {
    return "d" + kTop + "4:infod" + info + "e" + bottom + "e";
}

Metainfo parse(std::string_view text) {
    return parse_metainfo(text_bytes(text), {});
}

Outcome outcome(std::string_view text) {
    return parse(text).outcome;
}

TEST(ParseMetainfo, AcceptsEveryFormOfTheInfoDictionary) {
    for (const std::string& info :
         {"6:lengthi40000e" + kName + kPieces, kFiles + kName + kPieces,
          kFiles + kName + kPieces + "7:privatei1e6:source1:x", kTree + kVersion2 + kName,
          kTree + kFiles + kVersion2 + kName + kPieces,
          "6:lengthi40000e" + kName + "9:root hash" + bencoded(kHash)})
        EXPECT_EQ(outcome(torrent(info)), Outcome::complete) << info;
    EXPECT_EQ(outcome(torrent(kTree + kVersion2 + kName, kLayers)), Outcome::complete);
    EXPECT_EQ(
        outcome("d4:infod6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces20:" + kHash + "ee"),
        Outcome::complete);
}

TEST(ParseMetainfo, NeedsTheWholeStructureUpToThePiecesOfOneFile) {
    const std::string whole = torrent("6:lengthi40000e" + kName + kPieces);
    const size_t proof = whole.find("6:pieces60:") + 11;
    for (size_t n = 0; n < whole.size(); ++n)
        EXPECT_EQ(outcome(whole.substr(0, n)), n < proof ? Outcome::partial : Outcome::complete)
            << n;
}

TEST(ParseMetainfo, IsProvenByOneOfManyFiles) {
    const std::string list = torrent(kFiles + kName + kPieces);
    const size_t listed = list.find("5:a.binee") + 9;
    for (size_t n = 0; n < list.size(); ++n)
        EXPECT_EQ(outcome(list.substr(0, n)), n < listed ? Outcome::partial : Outcome::complete)
            << n;
    const std::string tree = torrent(kTree + kVersion2 + kName, kLayers);
    const size_t rooted = tree.find(kRoot) + kRoot.size() + 1;
    for (size_t n = 0; n < tree.size(); ++n)
        EXPECT_EQ(outcome(tree.substr(0, n)), n < rooted ? Outcome::partial : Outcome::complete)
            << n;
}

TEST(ParseMetainfo, NamesEachTrackerOnce) {
    const auto bytes = text_bytes(torrent(kFiles + kName + kPieces));
    std::array<TrackerUrl, 4> trackers;
    const Metainfo found = parse_metainfo(bytes, trackers);
    ASSERT_EQ(found.trackers, 2u);
    EXPECT_EQ(trackers[0].scheme, TrackerUrl::Scheme::udp);
    ASSERT_TRUE(trackers[0].at.address);
    EXPECT_EQ(trackers[0].at.address->port, 6969);
    EXPECT_EQ(trackers[1].at.host, "tracker.example");
    EXPECT_EQ(trackers[1].at.port, 443);
    EXPECT_EQ(parse_metainfo(bytes, std::span{trackers}.first(1)).trackers, 1u);
}

TEST(ParseMetainfo, LetsLinksGoWithoutLengthAndPaddingWithoutPath) {  // BEP 47
    const std::string rest = "e" + kName + "6:pieces20:" + kHash;
    EXPECT_EQ(outcome(torrent("5:filesld4:attr1:l6:lengthi1e4:pathl1:aee" + rest)),
              Outcome::complete);
    EXPECT_EQ(outcome(torrent("5:filesld6:lengthi1e4:pathl1:aeed4:attr1:l4:pathl1:bee" + rest)),
              Outcome::complete);
    EXPECT_EQ(outcome(torrent("5:filesld4:attr1:p6:lengthi9ee" + rest)), Outcome::complete);
}

TEST(ParseMetainfo, RefusesContentThatCannotBe) {
    const std::string length = "6:lengthi40000e";
    for (const std::string& info :
         {// as many hashes as pieces
          length + kName + "6:pieces40:" + kHash + kHash, length + kName + "6:pieces61:" + kHash,
          length + kName + "6:pieces80:", length + kName + "6:piecesle",
          // what has to be there, once
          kName + kPieces, length + kFiles + kName + kPieces, length + kName, length + kPieces,
          "6:lengthi40000e4:name3:dir" + kPieces, kTree + kName, kTree + kVersion2,
          kFiles + kVersion2 + kName + kPieces, kTree + kFiles + kVersion2 + kName,
          kTree + kVersion2 + kName + kPieces, kName + length + kPieces, "4:spam4:eggs"s, ""s,
          // numbers
          "6:lengthi-1e" + kName + kPieces, "6:lengthi2000000000000000e" + kName + kPieces,
          "6:length5:40000" + kName + kPieces, length + "4:name1:a12:piece lengthi0e" + kPieces,
          length + "4:name1:a12:piece lengthi-16384e" + kPieces,
          length + "4:name1:a12:piece lengthi4294967296e" + kPieces,
          length + kName + kPieces + "7:privatei2e", kTree + "12:meta versioni3e" + kName,
          kTree + kVersion2 + "4:name1:a12:piece lengthi1024e",
          kTree + kVersion2 + "4:name1:a12:piece lengthi30000e",
          length + kName + "9:root hash19:" + kHash.substr(1),
          // files
          "5:filesle" + kName + kPieces, "5:filesld6:lengthi40000eee" + kName + kPieces,
          "5:filesld4:pathl1:aeee" + kName + kPieces,
          "5:filesld6:lengthi40000e4:pathleee" + kName + kPieces,
          "5:filesld6:lengthi40000e4:pathl0:eee" + kName + kPieces,
          "5:filesld6:lengthi900000000000000e4:pathl1:aeed6:lengthi900000000000000e4:pathl1:beee" +
              kName + kPieces,
          // the tree
          "9:file treede" + kVersion2 + kName, "9:file treed0:d6:lengthi0eee" + kVersion2 + kName,
          "9:file treed1:ad0:d6:lengthi1eeee" + kVersion2 + kName,
          "9:file treed1:ad0:d6:lengthi1e11:pieces root3:abceeee" + kVersion2 + kName,
          "9:file treed1:ad0:d6:lengthi0ee1:bd0:d6:lengthi0eeeee" + kVersion2 + kName,
          "9:file treed1:adeee" + kVersion2 + kName, "9:file treed1:ai1eee" + kVersion2 + kName})
        EXPECT_EQ(outcome(torrent(info)), Outcome::absent) << info;
}

TEST(ParseMetainfo, RefusesValuesOfAnotherTypeAndKeysOutOfOrder) {
    const std::string info = "4:infod6:lengthi40000e" + kName + kPieces + "e";
    EXPECT_EQ(outcome("d" + info + "e"), Outcome::complete);
    for (const std::string& wrong :
         {"8:announcei1e" + info, "13:announce-list1:a" + info, "13:announce-listl1:ae" + info,
          "7:commentle" + info, "13:creation date4:2024" + info, "9:httpseeds1:a" + info,
          info + "5:nodesl1:ae", info + "5:nodesll1:aee", info + "5:nodesll1:ai70000eee",
          info + "8:url-listi1e", info + "12:piece layersd3:abc0:e",
          info + "12:piece layersd" + bencoded(kRoot) + "3:abce", info + info,
          "8:url-list0:" + info, info + "7:comment0:", "4:info" + bencoded(info), "4:infole"s,
          "5:other0:"s, ""s})
        EXPECT_EQ(outcome("d" + wrong + "e"), Outcome::absent) << wrong;
    EXPECT_EQ(outcome("d" + info + "ex"), Outcome::absent);
    EXPECT_EQ(outcome("l" + info), Outcome::absent);
    EXPECT_EQ(outcome("<!doctype html>"), Outcome::absent);
}

TEST(ParseMetainfo, RefusesDepthInsteadOfOverflowing) {
    std::string tree = "d4:infod9:file treed";
    for (int depth = 0; depth < 10'000; ++depth)
        tree += "1:ad";
    EXPECT_EQ(outcome(tree), Outcome::absent);
    EXPECT_EQ(outcome("d4:abcd" + std::string(10'000, 'l')), Outcome::absent);
    EXPECT_EQ(outcome("d4:infod4:abcd" + std::string(10'000, 'l')), Outcome::absent);
    std::string path = "d4:infod9:file treed";
    for (int depth = 0; depth < 60; ++depth)
        path += "1:ad";
    EXPECT_EQ(outcome(path), Outcome::partial);
    EXPECT_EQ(outcome(path + "0:d6:lengthi0ee"), Outcome::complete);
}

// What libtorrent 2.0.8 wrote of two small files, both versions in one.
TEST(ParseMetainfo, ReadsWhatLibtorrentWrites) {
    const std::string info =
        "9:file treed5:a.bin" + ("d0:d6:lengthi40000e11:pieces root" + bencoded(kRoot)) +
        "ee5:b.txtd0:d6:lengthi300e11:pieces root" + bencoded(kRoot) +
        "eee5:filesld6:lengthi40000e4:pathl5:a.bineed4:attr1:p6:lengthi9152e4:pathl4:.pad"
        "4:9152eed6:lengthi300e4:pathl5:b.txteed4:attr1:p6:lengthi16084e4:pathl4:.pad5:16084eee"
        "12:meta versioni2e4:name3:dir12:piece lengthi16384e6:pieces80:" +
        kHash + kHash + kHash + kHash;
    EXPECT_EQ(outcome(torrent(info, kLayers)), Outcome::complete);
}

}  // namespace
}  // namespace sluice
