// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/inflator.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/classifier/ciphertext.h"
#include "tests/unit/classifier/wire/packed.h"

namespace sluice {
namespace {

TEST(Inflator, UnpacksOneStreamAfterTheOther) {
    Inflator inflator;
    for (const size_t size : {0, 1, 500, 16'384}) {
        const auto bytes = ciphertext(size);
        const auto unpacked = inflator.inflate(pack(bytes));
        ASSERT_TRUE(unpacked) << size;
        EXPECT_TRUE(std::ranges::equal(*unpacked, bytes)) << size;
    }
}

TEST(Inflator, RefusesEveryTruncationAndWhatFollows) {
    Inflator inflator;
    const auto packed = pack(text_bytes("the quick brown fox jumps over the lazy dog"));
    for (size_t n = 0; n < packed.size(); ++n)
        EXPECT_FALSE(inflator.inflate(Bytes{packed}.first(n))) << n;
    EXPECT_FALSE(inflator.inflate(packed + hex("00")));
    EXPECT_TRUE(inflator.inflate(packed));
}

TEST(Inflator, RefusesAFalseChecksum) {
    Inflator inflator;
    auto packed = pack(text_bytes("abc"));
    packed.back() ^= 1;
    EXPECT_FALSE(inflator.inflate(packed));
}

TEST(Inflator, RefusesMoreThanFits) {
    Inflator inflator;
    EXPECT_FALSE(inflator.inflate(pack(ciphertext(16'385))));
    EXPECT_FALSE(inflator.inflate(pack(std::vector<uint8_t>(10'000'000, 0))));
    EXPECT_TRUE(inflator.inflate(pack(hex("01"))));
}

// 83 bytes that would unpack to 16 KiB cost as much as a hundred honest datagrams.
TEST(Inflator, RefusesWhatShrankMoreThanListsOfIdsDo) {
    Inflator inflator;
    EXPECT_FALSE(inflator.inflate(pack(std::vector<uint8_t>(16'000, 0))));
    EXPECT_FALSE(inflator.inflate(pack(std::vector<uint8_t>(1'000, 0))));
    EXPECT_TRUE(inflator.inflate(pack(std::vector<uint8_t>(300, 0))));
}

}  // namespace
}  // namespace sluice
