// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/mmdb_table.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/feed_under_test.h"
#include "tests/unit/oracle/feeds/mmdb_sample.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

FeedTable read(const MmdbSample::Data& bytes, size_t piece = 0) {
    return table_of(MmdbTable(), bytes, piece);
}

TEST(MmdbTable, SaysWhichAsAddressesAreOf) {
    MmdbSample sample;
    sample.add("192.0.2.0/24", MmdbSample::as(64500));
    sample.add("198.51.100.7/32", MmdbSample::as(4200000001));
    sample.add("2001:db8::/32", MmdbSample::as(64501));
    const FeedTable table = read(sample.bytes());
    EXPECT_EQ(table.counts.broken, "");
    EXPECT_THAT(table.entries, ElementsAre(of_origin("192.0.2.0/24", 64500),
                                           of_origin("198.51.100.7/32", 4200000001),
                                           of_origin("2001:db8::/32", 64501)));
    EXPECT_EQ(read(sample.bytes(), 100).entries, table.entries);
}

TEST(MmdbTable, SaysWhereAddressesAre) {
    MmdbSample sample;
    sample.add("192.0.2.0/24", MmdbSample::place("DE", "HH"));
    sample.add("198.51.100.0/24", MmdbSample::place("PL", ""));
    sample.add("203.0.113.0/24", MmdbSample::place("Nowhere", "HH"));
    const FeedTable table = read(sample.bytes());
    EXPECT_THAT(table.entries,
                ElementsAre(of_place("192.0.2.0/24", "DE-HH"), of_place("198.51.100.0/24", "PL")));
    EXPECT_EQ(table.counts.passed_over, 1u);
}

TEST(MmdbTable, OfIpv4AloneIsReadToo) {
    MmdbSample sample(false);
    sample.add("192.0.2.0/24", MmdbSample::as(64500));
    sample.add("0.0.0.0/1", MmdbSample::as(64501));
    EXPECT_THAT(read(sample.bytes()).entries,
                ElementsAre(of_origin("0.0.0.0/1", 64501), of_origin("192.0.2.0/24", 64500)));
}

TEST(MmdbTable, HasIpv4OnceThoughPartsOfIpv6LeadThere) {
    MmdbSample sample;
    sample.add("192.0.2.0/24", MmdbSample::as(64500));
    sample.alias_to_ipv4(AddressBits{0xffff} << 32, 96);
    sample.alias_to_ipv4(AddressBits{0x2002} << 112, 16);
    const FeedTable table = read(sample.bytes());
    EXPECT_EQ(table.counts.broken, "");
    EXPECT_THAT(table.entries, ElementsAre(of_origin("192.0.2.0/24", 64500)));
}

TEST(MmdbTable, IsBrokenIfItsTreeLeadsBackIntoItself) {
    MmdbSample sample;
    sample.add("2001:db8::/32", MmdbSample::as(64500));
    sample.lead_to_node("2001:db9::/32", 1);
    EXPECT_THAT(read(sample.bytes()).counts.broken, HasSubstr("in several places"));
}

TEST(MmdbTable, IsBrokenIfItIsNone) {
    for (const std::string_view text : {"", "192.0.2.0\t192.0.2.255\t64500\n"}) {
        const FeedTable table = table_of(MmdbTable(), bytes_of(text));
        EXPECT_EQ(table.counts.broken, "it is no MaxMind DB, or only a part of one");
        EXPECT_THAT(table.entries, IsEmpty());
    }
}

// libmaxminddb takes the count in the metadata for granted, and multiplies it in 32 bits.
TEST(MmdbTable, IsBrokenIfItClaimsALargerTreeThanItHas) {
    MmdbSample sample;
    sample.add("192.0.2.0/24", MmdbSample::as(64500));
    auto bytes = sample.bytes();
    const std::string_view key = "node_count";
    const auto at = std::search(bytes.begin(), bytes.end(), key.begin(), key.end());
    ASSERT_NE(at, bytes.end());
    for (const uint8_t highest : {0x01, 0x20, 0x80, 0xff}) {
        at[static_cast<ptrdiff_t>(key.size()) + 1] = highest;
        const FeedTable table = read(bytes);
        EXPECT_EQ(table.counts.broken, "it is no MaxMind DB, or only a part of one");
        EXPECT_THAT(table.entries, IsEmpty());
    }
}

// Whatever is missing or damaged, it is read within its bounds; what sanitizers watch over.
TEST(MmdbTable, CutAnywhereIsNeverMoreThanItWas) {
    MmdbSample sample;
    sample.add("192.0.2.0/24", MmdbSample::as(64500));
    const auto bytes = sample.bytes();
    for (size_t n = 0; n < bytes.size(); ++n)
        EXPECT_LE(read({bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(n)}).entries.size(),
                  1u)
            << n << " bytes";
}

TEST(MmdbTable, DamagedAnywhereIsReadWithinItsBounds) {
    MmdbSample sample;
    sample.add("192.0.2.0/24", MmdbSample::place("DE", "HH"));
    sample.add("2001::/16", MmdbSample::as(64500));
    const auto bytes = sample.bytes();
    for (size_t at = 0; at < bytes.size(); ++at)
        for (const uint8_t damage : {0x01, 0x80, 0xff}) {
            auto damaged = bytes;
            damaged[at] = static_cast<uint8_t>(damaged[at] ^ damage);
            EXPECT_LE(read(damaged).entries.size(), 1'000u);
        }
}

}  // namespace
}  // namespace sluice
