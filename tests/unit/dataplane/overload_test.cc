// SPDX-License-Identifier: Apache-2.0
#include "dataplane/overload.h"

#include <gtest/gtest.h>

namespace sluice {
namespace {

void see(Overload& overload, bool full, uint32_t times) {
    for (uint32_t i = 0; i < times; ++i)
        overload.see(full);
}

TEST(Overload, BeginsWithFullBurstsInARowAndNotBefore) {
    Overload overload;
    see(overload, true, Overload::kFullPolls - 1);
    EXPECT_FALSE(overload.now());
    overload.see(false);
    see(overload, true, Overload::kFullPolls - 1);
    EXPECT_FALSE(overload.now()) << "a burst that was not full is no backlog";
    overload.see(true);
    EXPECT_TRUE(overload.now());
}

TEST(Overload, EndsWhenBurstsStayShortAndNotAtTheFirst) {
    Overload overload;
    see(overload, true, Overload::kFullPolls);
    see(overload, false, Overload::kRestedPolls - 1);
    EXPECT_TRUE(overload.now());
    overload.see(true);
    see(overload, false, Overload::kRestedPolls - 1);
    EXPECT_TRUE(overload.now());
    overload.see(false);
    EXPECT_FALSE(overload.now());
}

}  // namespace
}  // namespace sluice
