// SPDX-License-Identifier: Apache-2.0
#include "dataplane/checksum.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

// RFC 1071, section 3.
TEST(Checksum, AgreesWithTheStandardsExample) {
    const std::vector<uint8_t> bytes = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    EXPECT_EQ(internet_checksum(bytes), static_cast<uint16_t>(~0xddf2));
    EXPECT_EQ(internet_checksum(Bytes(bytes).first(3)), static_cast<uint16_t>(~0xf201));
}

// RFC 1624, section 4: where RFC 1141's way gives 0xffff instead.
TEST(Checksum, UpdatesToTheRightZero) {
    EXPECT_EQ(update_checksum(0xdd2f, 0x5555, 0x3285), 0x0000);
}

// RFC 1624, section 3: equal to a full recomputation as long as not all words are zero.
TEST(Checksum, UpdatedOrComputedAnewIsTheSame) {
    std::mt19937 random(1);
    for (int round = 0; round < 20'000; ++round) {
        std::vector<uint8_t> header(20);
        for (uint8_t& byte : header)
            byte = static_cast<uint8_t>(random() % 4 == 0 ? 0xff * (random() % 2) : random());
        header[0] = 0x45;
        header[10] = header[11] = 0;
        const uint16_t before = internet_checksum(header);
        const size_t word = 2 * (random() % 5);
        const auto old_word = static_cast<uint16_t>(header[word] << 8 | header[word + 1]);
        const auto new_word = static_cast<uint16_t>(word == 0 ? 0x4500 | random() % 256 : random());
        header[word] = static_cast<uint8_t>(new_word >> 8);
        header[word + 1] = static_cast<uint8_t>(new_word);
        ASSERT_EQ(update_checksum(before, old_word, new_word), internet_checksum(header));
    }
}

}  // namespace
}  // namespace sluice
