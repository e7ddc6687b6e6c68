// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/unpacked.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "oracle/feeds/ip_to_as_lines.h"
#include "tests/unit/oracle/feeds/feed_under_test.h"

namespace sluice {
namespace {

using testing::ElementsAre;

std::vector<uint8_t> gzip(std::string_view text) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    std::vector<uint8_t> packed(deflateBound(&stream, text.size()) + 32);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(packed.size() - stream.avail_out);
    deflateEnd(&stream);
    return packed;
}

FeedTable read(Bytes bytes, size_t piece = 0) {
    return table_of(Unpacked(std::make_unique<IpToAsLines>()), bytes, piece);
}

constexpr std::string_view kLine = "192.0.2.0\t192.0.2.255\t64500\n";
constexpr std::string_view kOther = "198.51.100.0\t198.51.100.255\t64501\n";

TEST(Unpacked, ReadsAFeedAsItIsPackedOrNot) {
    for (const size_t piece : {0, 1, 2, 3, 10}) {
        EXPECT_THAT(read(bytes_of(kLine), piece).entries,
                    ElementsAre(of_origin("192.0.2.0/24", 64500)));
        const FeedTable packed = read(gzip(kLine), piece);
        EXPECT_THAT(packed.entries, ElementsAre(of_origin("192.0.2.0/24", 64500)));
        EXPECT_EQ(packed.counts.broken, "");
    }
    EXPECT_EQ(read(bytes_of("#")).counts.passed_over, 1u) << "shorter than what tells";
}

TEST(Unpacked, ReadsAllPartsOfSeveral) {
    auto parts = gzip(kLine);
    const auto second = gzip(kOther);
    parts.insert(parts.end(), second.begin(), second.end());
    parts.resize(parts.size() + 512);  // padded with zeros
    for (const size_t piece : {0, 1, 7})
        EXPECT_EQ(read(parts, piece).entries.size(), 2u) << piece;
    EXPECT_EQ(read(parts).counts.broken, "");
}

TEST(Unpacked, ReadsWhatUnpacksToFarMore) {
    std::string text;
    for (unsigned i = 0; i < 100'000; ++i) {
        const IpAddress address = IpAddress::from_ipv4(i << 8);
        text += address.to_string() + "\t" + address.to_string() + "\t64500\n";
    }
    const auto packed = gzip(text);
    for (const size_t piece : {0, 1000}) {
        const FeedTable table = read(packed, piece);
        EXPECT_EQ(table.entries.size(), 100'000u);
        EXPECT_EQ(table.counts.broken, "");
    }
}

TEST(Unpacked, IsBrokenWhereItIsCut) {
    const auto packed = gzip(kLine);
    for (size_t n = 3; n < packed.size(); ++n)
        EXPECT_EQ(read(Bytes(packed).first(n)).counts.broken, "it is packed with gzip, and cut");
}

TEST(Unpacked, IsBrokenWhereItIsDamaged) {
    auto packed = gzip(std::string(kLine) + std::string(kOther));
    packed[packed.size() - 6] ^= 1;  // the checksum
    EXPECT_EQ(read(packed).counts.broken, "it is packed with gzip, and damaged");
}

TEST(Unpacked, SaysWhatToDoAboutBzip2) {
    EXPECT_EQ(read(bytes_of("BZh91AY&SY...")).counts.broken,
              "it is packed with bzip2; unpack it, or pack it with gzip");
}

}  // namespace
}  // namespace sluice
