// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/control/config/box_file.h"

namespace sluice {
namespace {

using std::chrono::days;

TEST(ConfigAudit, NinetyDaysAndAHundredThousandEventsStayUnlessToldOtherwise) {
    const auto parsed = box_file("");
    ASSERT_TRUE(parsed.config);
    EXPECT_EQ(parsed.config->audit.keep, days(90));
    EXPECT_EQ(parsed.config->audit.events, 100'000u);
}

TEST(ConfigAudit, EverythingThatIsWrittenIsRead) {
    const auto parsed = box_file("audit: { keep: 7d, events: 5000 }\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    EXPECT_EQ(parsed.config->audit.keep, days(7));
    EXPECT_EQ(parsed.config->audit.events, 5'000u);
}

TEST(ConfigAudit, WhatIsWrongIsNamedWithWhatWouldBeRight) {
    EXPECT_EQ(complaints("audit: { keep: 30m }\n"),
              "box.yaml:4: audit.keep: must be whole seconds, from 1h to 3650d\n");
    EXPECT_NE(complaints("audit: { events: 10 }\n"), "");
    EXPECT_NE(complaints("audit: { forget: 90d }\n"), "");
}

}  // namespace
}  // namespace sluice
