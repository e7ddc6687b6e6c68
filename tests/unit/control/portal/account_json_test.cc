// SPDX-License-Identifier: Apache-2.0
#include "control/portal/account_json.h"

#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "tests/unit/control/portal/sample_account.h"

namespace sluice {
namespace {

using nlohmann::json;

TEST(PortalJson, TellsAnApplicationTheSameAsThePage) {
    const auto said = json::parse(account_json(sample_account()));
    EXPECT_EQ(said["subscriber"]["id"], "s-1001");
    EXPECT_EQ(said["subscriber"]["tier"], "gold");
    EXPECT_EQ(said["seen_as"], json::parse(R"({"address": "203.0.113.9", "port": 2917})"));
    EXPECT_EQ(said["content_recorded"], false);
    EXPECT_EQ(said["usage"]["as_of"], "2026-11-18T20:41:00Z");
    const auto& period = said["usage"]["periods"][0];
    EXPECT_EQ(period["begin"], "2026-11-01T00:00:00Z");
    EXPECT_EQ(period["end"], "2026-12-01T00:00:00Z");
    EXPECT_EQ(period["down_bytes"], 139'422'000'000u);
    EXPECT_EQ(period["allowance"]["used_bytes"], 161'913'000'000u);
    EXPECT_EQ(period["allowance"]["left_bytes"], 88'087'000'000u);
    EXPECT_EQ(period["counts"].size(), 10u);
    EXPECT_EQ(period["counts"][5]["service_class"], "low_priority_data");
    EXPECT_EQ(period["counts"][5]["queues"]["dropped_packets"], 2'100u);
    EXPECT_EQ(period["up_queues"], period["counts"][5]["queues"]);
    EXPECT_EQ(period["down_queues"], json::parse(R"({"dropped_packets": 410,
        "dropped_bytes": 520000, "ce_marked_packets": 9800, "ce_marked_bytes": 13000000})"));
    EXPECT_EQ(said["rule_effects"][1]["effect"], "over_rate");
    EXPECT_EQ(said["rule_effects"][2]["packets"], 12);
}

TEST(PortalJson, WhatIsNotMeasuredOrKeptIsNullAndThere) {
    auto account = sample_account();
    account.usage.reset();
    account.tier.clear();
    account.seen_as.port.reset();
    const auto said = json::parse(account_json(account));
    for (const char* name : {"near_congestion", "best_effort", "usage", "rule_effects"}) {
        ASSERT_TRUE(said.contains(name)) << name;
        EXPECT_TRUE(said[name].is_null()) << name;
    }
    EXPECT_TRUE(said["subscriber"]["tier"].is_null());
    EXPECT_TRUE(said["seen_as"]["port"].is_null());
    account.usage = KeptUsage{};
    account.usage->periods = {BillingPeriod{}};
    const auto kept = json::parse(account_json(account));
    EXPECT_TRUE(kept["usage"]["periods"][0]["allowance"].is_null());
    EXPECT_EQ(kept["rule_effects"], json::array());
}

TEST(PortalJson, TellsSinceWhenAndWhyTheLineStepsBack) {
    auto account = sample_account();
    account.congestion = sample_congestion();
    const auto said = json::parse(account_json(account));
    EXPECT_EQ(said["near_congestion"], json::parse(R"({"up": true, "down": true})"));
    EXPECT_TRUE(said["best_effort"]["down"].is_null());
    const auto& up = said["best_effort"]["up"];
    EXPECT_EQ(up["since"], "2026-11-18T20:14:00Z");
    EXPECT_EQ(up["earliest_end"], "2026-11-18T20:29:00Z");
    EXPECT_EQ(up["use"], 0.824);
    EXPECT_EQ(up["segment_utilisation"], 0.911);
    EXPECT_EQ(up["release_below"], 0.5);
    EXPECT_EQ(up["release_window_seconds"], 900);
    EXPECT_EQ(up["reason"],
              "Over 15 minutes you used 82 % of your line's upload rate, which is more than 70 %, "
              "while a part of the network that you share with others was 91 % full, which is more "
              "than 70 %.");
}

TEST(PortalJson, AnOverusedAllowanceHasNothingLeft) {
    auto account = sample_account();
    account.usage->periods.front().allowance = TierAllowance{10, "both", UINT64_MAX};
    const auto said = json::parse(account_json(account));
    EXPECT_EQ(said["usage"]["periods"][0]["allowance"]["left_bytes"], 0);
    EXPECT_EQ(said["usage"]["periods"][0]["allowance"]["used_bytes"], UINT64_MAX);
}

TEST(PortalJson, NamesAreTextWhateverIsInThem) {
    auto account = sample_account();
    account.id = "a\"\n\\</script>\xff";
    const auto said = json::parse(account_json(account));
    EXPECT_EQ(said["subscriber"]["id"], "a\"\n\\</script>\xef\xbf\xbd");
    EXPECT_EQ(json::parse(error_json("unknown_line", "No \"line\""))["error"]["message"],
              "No \"line\"");
}

}  // namespace
}  // namespace sluice
