// SPDX-License-Identifier: Apache-2.0
#include "classifier/held_segments.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

class HeldSegmentsTest : public testing::Test {
 protected:
    bool hold(uint32_t sequence, std::string_view text) {
        return held.hold(buffers, sequence, text_bytes(text));
    }
    // "sequence:bytes" of each, in order; they are given back.
    std::string drain() {
        std::string text;
        while (!held.empty()) {
            const SegmentBuffer& buffer = buffers[held.first];
            text += std::to_string(static_cast<int32_t>(buffer.sequence)) + ":" +
                    std::string(buffer.bytes.begin(), buffer.bytes.begin() + buffer.length) + " ";
            held.drop_first(buffers);
        }
        return text;
    }

    SegmentBuffers buffers{20};
    HeldSegments held;
};

TEST_F(HeldSegmentsTest, KeepsThemInOrderAcrossTheWrap) {
    hold(3, "d");
    hold(0u - 2, "ab");
    hold(1, "c");
    EXPECT_EQ(drain(), "-2:ab 1:c 3:d ");
    EXPECT_EQ(buffers.in_use(), 0u);
}

TEST_F(HeldSegmentsTest, TakesOnlyTheBytesThatAreNew) {
    hold(10, "klm");
    hold(15, "pq");
    EXPECT_TRUE(hold(8, "XXXXXXXXXXX"));
    EXPECT_EQ(drain(), "8:XX 10:klm 13:XX 15:pq 17:XX ");
    hold(10, "klm");
    EXPECT_TRUE(hold(11, "xx"));
    EXPECT_EQ(drain(), "10:klm ");
}

TEST_F(HeldSegmentsTest, RefusesMoreThanTheLimitAndMoreThanThePool) {
    for (uint32_t i = 0; i < HeldSegments::kLimit; ++i)
        EXPECT_TRUE(hold(i * 10, "a"));
    EXPECT_FALSE(hold(1'000, "a"));
    HeldSegments other;
    for (uint32_t i = 0; i < 4; ++i)
        EXPECT_TRUE(other.hold(buffers, i * 10, text_bytes("a")));
    EXPECT_FALSE(other.hold(buffers, 500, text_bytes("a")));
    held.clear(buffers);
    other.clear(buffers);
    EXPECT_EQ(buffers.in_use(), 0u);
}

TEST_F(HeldSegmentsTest, SplitsASegmentLongerThanABuffer) {
    const std::vector<uint8_t> jumbo(SegmentBuffer::kBytes * 2 + 5, 1);
    EXPECT_TRUE(held.hold(buffers, 0, jumbo));
    EXPECT_EQ(held.count, 3);
    held.clear(buffers);
}

}  // namespace
}  // namespace sluice
