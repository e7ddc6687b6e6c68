// SPDX-License-Identifier: Apache-2.0
#include "classifier/learnt_names.h"

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

}  // namespace
}  // namespace sluice
