// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_tiers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/policy/policy_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;

TEST(Tiers, WeighOneUnlessToldAndHaveNoMinimum) {
    const Policy policy = policy_of(R"(tiers:
  gold: { up: 100mbps, down: 1gbps, weight: 2, minimum: { up: 1mbps, down: 2mbps } }
  tin: { up: 10mbps, down: 20mbps, minimum: { down: 20mbps } }
  none: { up: 1mbps, down: 1mbps }
)");
    ASSERT_EQ(policy.tiers.size(), 3u);
    EXPECT_EQ(policy.tiers[0].weight, 2u);
    EXPECT_EQ(policy.tiers[0].minimum_up_bps, 1'000'000u);
    EXPECT_EQ(policy.tiers[0].minimum_down_bps, 2'000'000u);
    EXPECT_EQ(policy.tiers[1].minimum_up_bps, 0u);
    EXPECT_EQ(policy.tiers[1].minimum_down_bps, 20'000'000u) << "all of it";
    EXPECT_EQ(policy.tiers[2].weight, 1u);
    EXPECT_EQ(policy.tiers[2].minimum_up_bps, 0u);
}

TEST(Tiers, CannotPromiseMoreThanTheirRate) {
    EXPECT_THAT(told_of("tiers: { g: { up: 1mbps, down: 2mbps, minimum: { up: 3mbps, down: 3mbps } "
                        "} }"),
                ElementsAre("p.yaml:1: tiers.g.minimum: 3mbps up is more than the tier's rate of "
                            "1mbps",
                            "p.yaml:1: tiers.g.minimum: 3mbps down is more than the tier's rate of "
                            "2mbps"));
}

TEST(Tiers, WeighFromOneToAThousand) {
    EXPECT_THAT(told_of("tiers: { g: { up: 1mbps, down: 2mbps, weight: 0 } }"),
                ElementsAre("p.yaml:1: tiers.g.weight: '0' is no whole number from 1 to 1000"));
    EXPECT_THAT(told_of("tiers: { g: { up: 1mbps, down: 2mbps, weight: 1001 } }"),
                ElementsAre("p.yaml:1: tiers.g.weight: '1001' is no whole number from 1 to 1000"));
}

}  // namespace
}  // namespace sluice
