// SPDX-License-Identifier: Apache-2.0
#include "dataplane/handoff.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(HandoffRings, EveryPairOfWorkersHasOneOfItsOwnEachWay) {
    constexpr uint32_t kWorkers = 3;
    HandoffRings rings(kWorkers);
    for (uint16_t from = 0; from < kWorkers; ++from) {
        for (uint16_t to = 0; to < kWorkers; ++to) {
            Handed handed;
            handed.port = static_cast<uint16_t>(10 * from + to);
            EXPECT_TRUE(rings.between(from, to).push(handed));
        }
    }
    for (uint16_t from = 0; from < kWorkers; ++from) {
        for (uint16_t to = 0; to < kWorkers; ++to) {
            EXPECT_FALSE(rings.empty());
            Handed handed;
            ASSERT_TRUE(rings.between(from, to).pop(handed));
            EXPECT_EQ(handed.port, 10 * from + to);
        }
    }
    EXPECT_TRUE(rings.empty());
}

TEST(HandoffRings, TakeNoMoreThanTheyHoldAndKeepTheOrder) {
    HandoffRings rings(2);
    Handed handed;
    size_t taken = 0;
    for (; rings.between(0, 1).push(handed); ++taken)
        handed.port++;
    EXPECT_EQ(taken, HandoffRings::kCapacity);
    for (uint16_t expected = 0; rings.between(0, 1).pop(handed); ++expected)
        ASSERT_EQ(handed.port, expected);
}

}  // namespace
}  // namespace sluice
