// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/mse.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/ciphertext.h"
#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

bool uniform(Bytes bytes) {
    UniformityTest test;
    test.add(bytes);
    return test.passes();
}

TEST(UniformityTest, PassesCiphertextOfAnyLength) {
    int failed = 0;
    for (uint32_t seed = 0; seed < 2'000; ++seed)
        failed += !uniform(ciphertext(96 + seed % 512, seed));
    EXPECT_LE(failed, 2);
}

TEST(UniformityTest, FailsTextNumbersAndStructures) {
    std::vector<uint8_t> base64;
    std::vector<uint8_t> counters;
    std::vector<uint8_t> records;
    for (uint32_t i = 0; i < 300; ++i) {
        base64.push_back(static_cast<uint8_t>("ABCDEFGHabcdefgh0123+/xyzXYZqrst"[i * 7 % 32]));
        for (const uint32_t byte : {i >> 24, i >> 16, i >> 8, i})
            counters.push_back(static_cast<uint8_t>(byte));
        records.push_back(i % 16 < 6 ? 0 : static_cast<uint8_t>(i * 151));
    }
    EXPECT_FALSE(uniform(base64));
    EXPECT_FALSE(uniform(counters));
    EXPECT_FALSE(uniform(records));
    EXPECT_FALSE(uniform(std::vector<uint8_t>(200, 0xa5)));
    EXPECT_FALSE(uniform(std::vector<uint8_t>(200, 0)));
}

TEST(UniformityTest, LooksAtASampleHoweverItComes) {
    const auto bytes = ciphertext(4'000);
    UniformityTest test;
    for (size_t at = 0; at < bytes.size(); at += 40)
        test.add(Bytes{bytes}.subspan(at, 40));
    EXPECT_EQ(test.sampled(), UniformityTest::kSample);
    EXPECT_TRUE(test.passes());
    test.add(std::vector<uint8_t>(1'000, 0));
    EXPECT_TRUE(test.passes()) << "the sample is full";
}

}  // namespace
}  // namespace sluice
