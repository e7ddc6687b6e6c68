// SPDX-License-Identifier: Apache-2.0
#include "dataplane/spsc_ring.h"

#include <array>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(SpscRing, GivesBackInOrderWhatItTook) {
    SpscRing<int> ring(4);
    for (int round = 0; round < 10; ++round) {
        EXPECT_TRUE(ring.push(round));
        EXPECT_TRUE(ring.push(round + 100));
        int entry = 0;
        EXPECT_TRUE(ring.pop(entry));
        EXPECT_EQ(entry, round);
        EXPECT_TRUE(ring.pop(entry));
        EXPECT_EQ(entry, round + 100);
        EXPECT_FALSE(ring.pop(entry));
    }
}

TEST(SpscRing, TakesNoMoreThanFits) {
    SpscRing<int> ring(3);  // rounded up
    EXPECT_EQ(ring.capacity(), 4u);
    const std::array<int, 6> batch{1, 2, 3, 4, 5, 6};
    EXPECT_EQ(ring.push(batch), 4u);
    EXPECT_EQ(ring.push(batch), 0u);
    EXPECT_EQ(ring.size(), 4u);
    std::array<int, 3> out{};
    EXPECT_EQ(ring.pop(out), 3u);
    EXPECT_EQ(out, (std::array{1, 2, 3}));
    EXPECT_EQ(ring.push(batch), 3u);
    EXPECT_EQ(ring.pop(out), 3u);
    EXPECT_EQ(out, (std::array{4, 1, 2}));
}

// The entries are larger than a word: half-written ones would be seen.
TEST(SpscRing, LosesAndReordersNothingBetweenTwoThreads) {
    struct Entry {
        uint64_t number;
        uint64_t inverted;
    };
    constexpr uint64_t kEntries = 200'000;
    SpscRing<Entry> ring(256);
    std::thread producer([&ring] {
        std::array<Entry, 37> batch{};
        for (uint64_t next = 0; next < kEntries;) {
            const size_t count = std::min<uint64_t>(batch.size(), kEntries - next);
            for (size_t i = 0; i < count; ++i)
                batch[i] = {next + i, ~(next + i)};
            const size_t pushed = ring.push(std::span<const Entry>(batch).first(count));
            next += pushed;
            if (pushed == 0)
                std::this_thread::yield();
        }
    });
    std::array<Entry, 64> batch{};
    uint64_t expected = 0;
    uint64_t wrong = 0;
    while (expected < kEntries) {
        const size_t count = ring.pop(batch);
        for (size_t i = 0; i < count; ++i, ++expected)
            wrong += batch[i].number != expected || batch[i].inverted != ~expected;
        if (count == 0)
            std::this_thread::yield();
    }
    producer.join();
    EXPECT_EQ(wrong, 0u);
    EXPECT_TRUE(ring.empty());
}

}  // namespace
}  // namespace sluice
