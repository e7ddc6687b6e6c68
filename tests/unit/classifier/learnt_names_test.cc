// SPDX-License-Identifier: Apache-2.0
#include "classifier/learnt_names.h"

#include <string>

#include <gtest/gtest.h>

namespace sluice {
namespace {

TEST(LearntNames, KnowsANameInAnyCaseForAsLongAsItIsBelieved) {
    LearntNames names(64, 7);
    EXPECT_FALSE(names.knows("tracker.example", 0));
    names.learn("Tracker.Example", 100);
    EXPECT_TRUE(names.knows("tracker.example", 100));
    EXPECT_TRUE(names.knows("tracker.example", 100 + LearntNames::kLifetime_s - 1));
    EXPECT_FALSE(names.knows("tracker.example", 100 + LearntNames::kLifetime_s));
    EXPECT_FALSE(names.knows("tracker.exampl", 100));
    names.learn("", 100);
    EXPECT_FALSE(names.knows("", 100));
}

TEST(LearntNames, ForgetsTheOldestWhereThereIsNoRoom) {
    LearntNames names(4, 7);  // one set
    for (uint32_t i = 0; i < 5; ++i)
        names.learn("tracker" + std::to_string(i), 100 + i);
    EXPECT_FALSE(names.knows("tracker0", 105));
    for (uint32_t i = 1; i < 5; ++i)
        EXPECT_TRUE(names.knows("tracker" + std::to_string(i), 105)) << i;
}

}  // namespace
}  // namespace sluice
