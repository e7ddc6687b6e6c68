// SPDX-License-Identifier: Apache-2.0
#include "classifier/aged_slot_pool.h"

#include <deque>
#include <random>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(AgedSlotPool, NamesWhoHasHeldASlotForLongest) {
    AgedSlotPool<int, char> pool{3};
    EXPECT_EQ(pool.oldest(), nullptr);
    const uint32_t a = pool.take('a');
    const uint32_t b = pool.take('b');
    const uint32_t c = pool.take('c');
    EXPECT_EQ(pool.take('d'), pool.kNone);
    EXPECT_EQ(*pool.oldest(), 'a');
    pool.give_back(b);
    EXPECT_EQ(*pool.oldest(), 'a');
    pool.give_back(a);
    EXPECT_EQ(*pool.oldest(), 'c');
    EXPECT_NE(pool.take('d'), pool.kNone);
    pool.give_back(c);
    EXPECT_EQ(*pool.oldest(), 'd');
}

TEST(AgedSlotPool, KeepsTheOrderWhateverIsTakenAndGivenBack) {
    AgedSlotPool<int, int> pool{8};
    std::deque<std::pair<uint32_t, int>> held;  // in the order in which they were taken
    std::mt19937 random{1};
    for (int i = 0; i < 5'000; ++i) {
        if (random() % 2 == 0) {
            const uint32_t handle = pool.take(i);
            EXPECT_EQ(handle == pool.kNone, held.size() == 8);
            if (handle != pool.kNone)
                held.emplace_back(handle, i);
        } else if (!held.empty()) {
            const auto gone = held.begin() + static_cast<ptrdiff_t>(random() % held.size());
            pool.give_back(gone->first);
            held.erase(gone);
        }
        ASSERT_EQ(pool.in_use(), held.size());
        ASSERT_EQ(pool.oldest() != nullptr, !held.empty());
        if (!held.empty()) {
            ASSERT_EQ(*pool.oldest(), held.front().second);
        }
    }
}

}  // namespace
}  // namespace sluice
