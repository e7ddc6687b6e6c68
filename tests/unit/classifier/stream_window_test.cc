// SPDX-License-Identifier: Apache-2.0
#include "classifier/stream_window.h"

#include <gtest/gtest.h>

#include "tests/unit/classifier/hex.h"

namespace sluice {
namespace {

class StreamWindowTest : public testing::Test {
 protected:
    StreamWindowTest() { window.clear(); }
    bool put(size_t offset, std::string_view text) { return window.put(offset, text_bytes(text)); }
    std::string start() const {
        const Bytes bytes = window.contiguous(0);
        return {bytes.begin(), bytes.end()};
    }

    SegmentBuffer buffer;
    StreamWindow window{buffer};
};

TEST_F(StreamWindowTest, PutsSegmentsTogetherInAnyOrder) {
    EXPECT_TRUE(put(3, "def"));
    EXPECT_EQ(start(), "");
    EXPECT_TRUE(put(0, "abc"));
    EXPECT_EQ(start(), "abcdef");
    EXPECT_FALSE(put(1, "bcd"));
}

TEST_F(StreamWindowTest, KeepsTheFirstCopy) {
    put(2, "cd");
    put(0, "xxxxxx");
    EXPECT_EQ(start(), "xxcdxx");
}

TEST_F(StreamWindowTest, DropsWhatLiesPastIt) {
    EXPECT_FALSE(put(SegmentBuffer::kBytes, "a"));
    EXPECT_FALSE(put(SIZE_MAX / 2, "a"));
    EXPECT_TRUE(put(SegmentBuffer::kBytes - 1, "ab"));
}

TEST_F(StreamWindowTest, TellsTheRunsApart) {
    put(2, "c");
    put(5, "fg");
    const auto first = window.run_after(0);
    EXPECT_EQ(first.offset, 2u);
    EXPECT_EQ(first.bytes.size(), 1u);
    const auto second = window.run_after(3);
    EXPECT_EQ(second.offset, 5u);
    EXPECT_EQ(second.bytes.size(), 2u);
    EXPECT_TRUE(window.run_after(7).bytes.empty());
}

}  // namespace
}  // namespace sluice
