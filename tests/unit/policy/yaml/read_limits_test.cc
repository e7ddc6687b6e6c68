// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_limits.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/policy_text.h"

namespace sluice {
namespace {

std::string told_of_limits(const std::string& limits) {
    const auto lines = told_of("limits: " + limits);
    EXPECT_EQ(lines.size(), 1u);
    return lines.empty() ? "" : lines[0].substr(std::string("p.yaml:1: limits").size());
}

TEST(ReadLimits, SaysHowManyFlowsAndHowManyNewOnesASecond) {
    EXPECT_EQ(policy_of("limits: { flows: 20000, new_flows: 500/s }").limits,
              (FlowLimits{20'000, 500}));
    EXPECT_EQ(policy_of("limits: { new_flows: 500/s }").limits, (FlowLimits{0, 500}));
    EXPECT_FALSE(policy_of("").limits);
}

TEST(ReadLimits, OfATierHaveTheRestFromTheTop) {
    const Policy policy = policy_of(R"(limits: { flows: 20000, new_flows: 500/s }
tiers:
  gold: { up: 1mbps, down: 1mbps, limits: { flows: 100000 } }
  tin: { up: 1mbps, down: 1mbps }
)");
    EXPECT_EQ(policy.tiers.at(0).limits, (FlowLimits{100'000, 500}));
    EXPECT_FALSE(policy.tiers.at(1).limits);
    EXPECT_EQ(policy_of("tiers: { gold: { up: 1mbps, down: 1mbps, limits: { flows: 9 } } }")
                  .tiers.at(0)
                  .limits,
              (FlowLimits{9, 0}));
}

TEST(ReadLimits, ComplainsAboutWhatLimitsNothingOrEverything) {
    EXPECT_EQ(told_of_limits("{}"), ": says nothing; write flows, new_flows or both");
    EXPECT_EQ(told_of_limits("{ flows: 0 }"), ".flows: '0' is no whole number from 1 to 16777216");
    EXPECT_EQ(told_of_limits("{ new_flows: 0/s }"),
              ".new_flows: nobody could open a flow; leave it out if there is no limit");
    EXPECT_EQ(told_of_limits("{ new_flows: 500 }"), ".new_flows: '500' has no unit; write 500/s");
    EXPECT_EQ(told_of_limits("{ new_flows: 500/m }"),
              ".new_flows: '500/m' has the unknown unit '/m'; write one of /s");
    EXPECT_EQ(told_of_limits("{ new_flows: 1000001/s }"), ".new_flows: is more than 1000000/s");
}

}  // namespace
}  // namespace sluice
