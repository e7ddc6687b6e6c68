// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/lsd.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

using namespace std::string_literals;

const std::string kLine = "BT-SEARCH * HTTP/1.1\r\n";
const std::string kHost = "Host: 239.192.152.143:6771\r\n";
const std::string kPort = "Port: 6881\r\n";
const std::string kHash = "Infohash: c41646e5ee19a6c4a595905c47f31a1bd3e42fa2\r\n";
const std::string kEnd = "\r\n\r\n";
// As libtorrent sends it.
const std::string kAnnounce = kLine + kHost + kPort + kHash + "cookie: 3304da0\r\n" + kEnd;

std::optional<LsdAnnounce> parse(const std::string& text) {
    return parse_lsd(text_bytes(text));
}

TEST(ParseLsd, ReadsAnAnnounce) {
    const auto announce = parse(kAnnounce);
    ASSERT_TRUE(announce);
    EXPECT_EQ(announce->port, 6881);
    EXPECT_EQ(announce->torrents, 1u);
}

TEST(ParseLsd, AcceptsWhatTheBepLeavesOpen) {
    EXPECT_EQ(parse(kLine + kHost + kPort + kHash + kHash + kEnd)->torrents, 2u);
    EXPECT_TRUE(parse(kLine + kHost + kPort + kHash + "\r\n"));
    EXPECT_TRUE(parse(kLine + "HOST: [ff15::efc0:988f]:6771\r\nport:1\r\n" + kHash + kEnd));
    EXPECT_TRUE(parse(kLine + "HOST: [FF15:0:0::EFC0:988F]:6771\r\n" + kPort + kHash + kEnd));
    EXPECT_TRUE(parse(kLine + kHash + kPort + kHost + "X-New: anything: at all\r\n" + kEnd));
}

TEST(ParseLsd, AcceptsAHashOf20BytesWhateverTheyAre) {
    for (const std::string& hash : {"12345678901234567890"s, "1234567890\r\n34567890"s,
                                    "\r\n\r\n5678901234567890"s, std::string(20, '\xff')}) {
        const auto announce = parse(kLine + kHost + kPort + "Infohash: " + hash + "\r\n" + kEnd);
        ASSERT_TRUE(announce) << hash;
        EXPECT_EQ(announce->torrents, 1u);
    }
}

TEST(ParseLsd, RefusesEveryTruncation) {
    for (size_t n = 0; n < kAnnounce.size() - 2; ++n)
        EXPECT_FALSE(parse(kAnnounce.substr(0, n))) << n;
    EXPECT_TRUE(parse(kAnnounce.substr(0, kAnnounce.size() - 2)));
    EXPECT_FALSE(parse(kAnnounce.substr(0, kAnnounce.size() - 1)));
}

TEST(ParseLsd, RefusesFieldsThatAreMissingRepeatedOrWrong) {
    for (const std::string& fields :
         {kHost + kPort,
          kHost + kHash,
          kPort + kHash,
          kHost + kHost + kPort + kHash,
          kHost + kPort + kPort + kHash,
          "Host: 239.255.255.250:1900\r\n" + kPort + kHash,
          "Host: 239.192.152.143\r\n" + kPort + kHash,
          "Host: [ff15::efc0:988e]:6771\r\n" + kPort + kHash,
          "Host: [ff15::efc0:988f:6771\r\n" + kPort + kHash,
          "Host: :6771\r\n" + kPort + kHash,
          kHost + "Port: 0\r\n" + kHash,
          kHost + "Port: 65536\r\n" + kHash,
          kHost + "Port: \r\n" + kHash,
          kHost + "Port: 68 81\r\n" + kHash,
          kHost + kPort + "Infohash: c41646e5ee19a6c4a595905c47f31a1bd3e42fa\r\n",
          kHost + kPort + "Infohash: c41646e5ee19a6c4a595905c47f31a1bd3e42fa20\r\n",
          kHost + kPort + "Infohash: c41646e5ee19a6c4a595905c47f31a1bd3e42fag\r\n",
          kHost + kPort + "Infohash: \r\n",
          kHost + kPort + kHash + "no colon\r\n",
          kHost + kPort + kHash + "two words: x\r\n",
          kHost + kPort + kHash + "a: b\n",
          kHost + kPort + kHash + "a: b\rc\r\n"})
        EXPECT_FALSE(parse(kLine + fields + kEnd)) << fields;
}

TEST(ParseLsd, RefusesOtherRequestsAndWhatFollows) {
    EXPECT_FALSE(parse("M-SEARCH * HTTP/1.1\r\n" + kAnnounce.substr(kLine.size())));
    EXPECT_FALSE(parse("BT-SEARCH * HTTP/1.0\r\n" + kAnnounce.substr(kLine.size())));
    EXPECT_FALSE(parse("BT-SEARCH / HTTP/1.1\r\n" + kAnnounce.substr(kLine.size())));
    EXPECT_FALSE(parse(kAnnounce + "\r\n"));
    EXPECT_FALSE(parse(kAnnounce + "x"));
}

}  // namespace
}  // namespace sluice
