// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/inflator.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/classifier/wire/packed.h"

namespace sluice {
namespace {

TEST(Inflator, UnpacksOneStreamAfterTheOther) {
    Inflator inflator;
    for (const size_t size : {0, 1, 500, 16'384}) {
        const std::vector<uint8_t> bytes(size, 0x5a);
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
    EXPECT_FALSE(inflator.inflate(pack(std::vector<uint8_t>(16'385, 0))));
    EXPECT_FALSE(inflator.inflate(pack(std::vector<uint8_t>(10'000'000, 0))));
    EXPECT_TRUE(inflator.inflate(pack(hex("01"))));
}

}  // namespace
}  // namespace sluice
