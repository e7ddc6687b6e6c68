// SPDX-License-Identifier: Apache-2.0
#include "control/enforcement/rule_effects.h"

#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include "control/metrics/rule_metrics.h"
#include "tests/unit/control/enforcement/rule_scene.h"

namespace sluice {
namespace {

constexpr auto kDropped = static_cast<size_t>(RuleDeed::dropped);
constexpr auto kReset = static_cast<size_t>(RuleDeed::reset);
const Action kDrop{.drop = true, .police = {}, .dscp = {}};

class RuleEffectsTest : public testing::Test, protected RuleScene {
 protected:
    std::string scrape(const Snapshot& snapshot) const {
        Families families;
        add_rule_metrics(effects_, snapshot, families);
        return "\n" + prometheus::TextSerializer().Serialize(families.take());
    }

    RuleEffects effects_{[this] { return workers(); }};
};

TEST_F(RuleEffectsTest, WorkersAreAddedUpAndShadowIsKeptApart) {
    const auto snapshot = policy({"a", "b"}, kDrop);
    count(*snapshot, 1, RuleDeed::dropped, 3, 0);
    count(*snapshot, 1, RuleDeed::dropped, 4, 1);
    count(*snapshot, 1, RuleDeed::reset, 5, 1, true);
    const auto effects = effects_.since_start(*snapshot);
    ASSERT_EQ(effects.size(), 2u);
    EXPECT_EQ(effects[0], RuleEffect{});
    EXPECT_EQ(effects[1].did[kDropped], (DeedCount{7, 700}));
    EXPECT_EQ(effects[1].did[kReset], DeedCount{});
    EXPECT_EQ(effects[1].would_have[kReset], (DeedCount{5, 500}));
}

TEST_F(RuleEffectsTest, WhatARuleDidUnderTheRevisionBeforeIsNotTheNewOnes) {
    const auto first = policy({"a", "gone"}, kDrop);
    count(*first, 0, RuleDeed::dropped, 10);
    const auto second = policy({"new", "a"}, kDrop);
    effects_.begin(*second);
    count(*second, 0, RuleDeed::dropped, 1);
    count(*second, 1, RuleDeed::dropped, 2);
    const auto since = effects_.since_begun(*second);
    EXPECT_EQ(since[0].did[kDropped].packets, 1u);
    EXPECT_EQ(since[1].did[kDropped].packets, 2u);
    EXPECT_EQ(effects_.since_start(*second)[1].did[kDropped].packets, 12u);
}

TEST_F(RuleEffectsTest, MetricsNameWhatOccurredAlone) {
    const auto snapshot = policy({"a", "b"}, kDrop);
    count(*snapshot, 0, RuleDeed::dropped, 3);
    count(*snapshot, 0, RuleDeed::decided, 2);
    count(*snapshot, 1, RuleDeed::reset, 4, 0, true);
    const std::string text = scrape(*snapshot);
    EXPECT_NE(
        text.find("\nsluice_rule_packets_total{rule=\"a\",deed=\"dropped\",mode=\"enforced\"} 3\n"),
        std::string::npos)
        << text;
    EXPECT_NE(
        text.find("\nsluice_rule_ip_bytes_total{rule=\"b\",deed=\"reset\",mode=\"shadow\"} 400\n"),
        std::string::npos);
    EXPECT_NE(text.find("\nsluice_rule_flows_total{rule=\"a\",mode=\"enforced\"} 2\n"),
              std::string::npos);
    EXPECT_EQ(text.find("rule=\"b\",deed=\"dropped\""), std::string::npos);
}

TEST_F(RuleEffectsTest, ThousandsOfRulesHaveNoThousandsOfSeries) {
    std::vector<std::string> names;
    for (size_t i = 0; i < kRulesWithSeries + 10; ++i)
        names.push_back("rule-" + std::to_string(i));
    const auto snapshot = policy(names, kDrop);
    for (uint32_t rule = 0; rule < names.size(); ++rule)
        count(*snapshot, rule, RuleDeed::dropped, 1);
    const std::string text = scrape(*snapshot);
    EXPECT_NE(text.find("rule=\"(others)\",deed=\"dropped\",mode=\"enforced\"} 10\n"),
              std::string::npos);
    EXPECT_EQ(text.find("rule=\"rule-500\""), std::string::npos);
    EXPECT_NE(text.find("rule=\"rule-499\""), std::string::npos);
}

}  // namespace
}  // namespace sluice
