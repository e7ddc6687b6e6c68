// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/utp.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

// ST_STATE, version 1, one selective-ack extension of four bytes.
const auto kStateWithSack =
    hex("21 01 1234 00000001 00000000 00100000 0007 0006"
        "00 04 ffffffff");

TEST(ParseUtp, ReadsItsFields) {
    const auto header = parse_utp(kStateWithSack);
    ASSERT_TRUE(header);
    EXPECT_EQ(header->type, UtpType::state);
    EXPECT_EQ(header->connection_id, 0x1234);
    EXPECT_EQ(header->timestamp_us, 1u);
    EXPECT_EQ(header->sequence, 7);
    EXPECT_EQ(header->acknowledged, 6);
    EXPECT_TRUE(header->payload.empty());
}

TEST(ParseUtp, RejectsEveryTruncation) {
    for (size_t n = 0; n < kStateWithSack.size(); ++n)
        EXPECT_FALSE(parse_utp(Bytes{kStateWithSack}.first(n))) << n << " bytes";
}

TEST(ParseUtp, FollowsAChainOfExtensions) {
    EXPECT_TRUE(
        parse_utp(hex("31 03 1234 00000001 00000000 00100000 0007 0006"
                      "02 04 00000001 00 08 0000000000000000")));
    EXPECT_FALSE(
        parse_utp(hex("31 03 1234 00000001 00000000 00100000 0007 0006"
                      "02 04 00000001 00 09 0000000000000000")));
}

TEST(ParseUtp, RejectsExtensionsOfAWrongLength) {
    auto bytes = kStateWithSack;
    for (const uint8_t length : {0, 3, 5, 255}) {
        bytes[21] = length;
        EXPECT_FALSE(parse_utp(bytes)) << int(length);
    }
}

TEST(ParseUtp, RejectsOtherTypesAndVersions) {
    auto bytes = kStateWithSack;
    for (int first = 0; first < 256; ++first) {
        bytes[0] = static_cast<uint8_t>(first);
        const bool control = first == 0x11 || first == 0x21 || first == 0x31 || first == 0x41;
        EXPECT_EQ(parse_utp(bytes).has_value(), control) << first;
    }
}

TEST(ParseUtp, WantsAPayloadInDataAndNowhereElse) {
    auto bytes = kStateWithSack;
    bytes.push_back(0);
    EXPECT_FALSE(parse_utp(bytes));
    bytes[0] = 0x01;
    EXPECT_TRUE(parse_utp(bytes));
}

}  // namespace
}  // namespace sluice
