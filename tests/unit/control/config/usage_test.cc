// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/control/config/box_file.h"

namespace sluice {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(ConfigUsage, IsOnAndBesideTheStoreUnlessToldOtherwise) {
    const auto parsed = box_file("store: { path: /data/box.db }\n");
    ASSERT_TRUE(parsed.config);
    const UsageSettings& usage = parsed.config->usage;
    EXPECT_TRUE(usage.enabled);
    EXPECT_EQ(usage.path, "/data/box-usage.db");
    EXPECT_EQ(usage.commit_every, seconds(5));
    EXPECT_EQ(usage.calendar.start_day, 1u);
    EXPECT_EQ(usage.calendar.utc_offset, minutes(0));
    EXPECT_EQ(usage.periods_kept, 13u);
    EXPECT_EQ(usage.erase_after, seconds(30 * 86'400));
    EXPECT_EQ(parsed.config->dataplane.memory.usage_rows, 262'144u);
}

TEST(ConfigUsage, CongestionManagementNeedsIt) {
    EXPECT_EQ(complaints("usage: { enabled: false }\ncongestion: {}\n"),
              "box.yaml:5: congestion: needs the accounting of usage, which this box has switched "
              "off: set usage.enabled: true in its configuration\n");
    EXPECT_TRUE(box_file("congestion: {}\n").config);
}

TEST(ConfigUsage, EverythingThatIsWrittenIsRead) {
    const auto parsed = box_file(
        "usage: { enabled: true, path: /data/u.db, commit_every: 2s, period_start_day: 28,\n"
        "         utc_offset: \"-03:30\", periods_kept: 3, erase_after: 7d }\n"
        "memory: { usage_rows: 4096 }\n");
    ASSERT_TRUE(parsed.config) << parsed.complaints.front().to_string();
    const UsageSettings& usage = parsed.config->usage;
    EXPECT_EQ(usage.path, "/data/u.db");
    EXPECT_EQ(usage.commit_every, seconds(2));
    EXPECT_EQ(usage.calendar.start_day, 28u);
    EXPECT_EQ(usage.calendar.utc_offset, minutes(-210));
    EXPECT_EQ(usage.periods_kept, 3u);
    EXPECT_EQ(usage.erase_after, seconds(7 * 86'400));
    EXPECT_EQ(parsed.config->dataplane.memory.usage_rows, 4'096u);
}

TEST(ConfigUsage, SwitchedOffTakesNoMemory) {
    const auto parsed = box_file("usage: { enabled: false }\n");
    ASSERT_TRUE(parsed.config);
    EXPECT_FALSE(parsed.config->usage.enabled);
    EXPECT_EQ(parsed.config->dataplane.memory.usage_rows, 0u);
}

TEST(ConfigUsage, WhatIsWrongIsNamedWithWhatWouldBeRight) {
    EXPECT_EQ(complaints("usage: { commit_every: 500ms }\n"),
              "box.yaml:4: usage.commit_every: must be whole seconds, from 1s to 1h\n");
    EXPECT_EQ(complaints("usage: { erase_after: 4000d }\n"),
              "box.yaml:4: usage.erase_after: must be whole seconds, from 0s to 3650d\n");
    for (const char* const offset : {"CET", "+1:00", "+15:00", "+01:60", "01:00", "+ab:cd"})
        EXPECT_EQ(complaints("usage: { utc_offset: \"" + std::string(offset) + "\" }\n"),
                  "box.yaml:4: usage.utc_offset: '" + std::string(offset) +
                      "' is no distance from UTC; write one like \"+01:00\"\n");
    EXPECT_NE(complaints("usage: { period_start_day: 31 }\n"), "");
    EXPECT_NE(complaints("usage: { period_start_day: 0 }\n"), "");
    EXPECT_NE(complaints("usage: { periods_kept: 0 }\n"), "");
    EXPECT_NE(complaints("usage: { enabled: maybe }\n"), "");
    EXPECT_NE(complaints("usage: { keep: 3 }\n"), "");
}

}  // namespace
}  // namespace sluice
