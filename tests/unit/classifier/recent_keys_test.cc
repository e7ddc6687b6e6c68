// SPDX-License-Identifier: Apache-2.0
#include "classifier/recent_keys.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(RecentKeys, KnowsAKeyForItsLifetimeAndAnewWhenItIsNotedAgain) {
    RecentKeys keys(64, 60);
    EXPECT_FALSE(keys.knows(0, 100)) << "of a table that is empty";
    for (const uint64_t key : {uint64_t{0}, uint64_t{7}, ~uint64_t{0}}) {
        EXPECT_FALSE(keys.knows(key, 100));
        keys.note(key, 100);
        EXPECT_TRUE(keys.knows(key, 159));
        EXPECT_FALSE(keys.knows(key, 160));
        keys.note(key, 150);
        EXPECT_TRUE(keys.knows(key, 209));
    }
}

TEST(RecentKeys, ForgetsTheOldestWhereThereIsNoRoom) {
    RecentKeys keys(4, 60);  // one set
    for (uint32_t i = 0; i < 5; ++i)
        keys.note(i, 100 + i);
    EXPECT_FALSE(keys.knows(0, 105));
    for (uint32_t i = 1; i < 5; ++i)
        EXPECT_TRUE(keys.knows(i, 105)) << i;
}

}  // namespace
}  // namespace sluice
