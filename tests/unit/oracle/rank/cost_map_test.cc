// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/cost_map.h"

#include <cmath>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

#include "oracle/rank/cost_tiers.h"

namespace sluice {
namespace {

TEST(CostMap, KnowsWhatItWasToldAndNothingElse) {
    CostMap costs(3);
    costs.set(0, 2, 7.5F);
    EXPECT_EQ(costs.cost(0, 2), 7.5F);
    EXPECT_EQ(costs.cost(2, 0), CostMap::kUnknown);
    EXPECT_EQ(costs.cost(0, 1), CostMap::kUnknown);
    EXPECT_EQ(costs.cost(kNoPid, 2), CostMap::kUnknown);
    EXPECT_EQ(costs.cost(0, kNoPid), CostMap::kUnknown);
    EXPECT_EQ(costs.cost(0, 3), CostMap::kUnknown);
}

TEST(CostMap, TakesEveryPairForWhatItWasNotTold) {
    CostMap costs(3, 10);
    costs.set(1, 1, 0);
    EXPECT_EQ(costs.cost(1, 1), 0);
    EXPECT_EQ(costs.cost(1, 2), 10);
    EXPECT_EQ(costs.cost(2, 1), 10);
    EXPECT_EQ(costs.cost(kNoPid, 1), CostMap::kUnknown);
}

TEST(CostMap, TakesLittleForLocationsThatNobodyAsksFrom) {
    CostMap costs(60'000);
    for (const Pid from : {Pid{0}, Pid{30'000}, Pid{59'999}})
        costs.set(from, 1, 1);
    EXPECT_LT(costs.memory_bytes(), 2u << 20);
    EXPECT_EQ(costs.cost(30'000, 1), 1);
    EXPECT_EQ(costs.cost(30'001, 1), CostMap::kUnknown);
}

TEST(CostMap, RefusesWhatIsNoCost) {
    CostMap costs(2);
    EXPECT_THROW(costs.set(0, 1, -1), std::invalid_argument);
    EXPECT_THROW(costs.set(0, 1, std::nanf("")), std::invalid_argument);
    EXPECT_THROW(costs.set(0, 1, std::numeric_limits<float>::infinity()), std::invalid_argument);
    EXPECT_THROW(costs.set(0, 2, 1), std::invalid_argument);
    EXPECT_THROW(costs.set(kNoPid, 0, 1), std::invalid_argument);
    EXPECT_THROW(CostMap(2, -1), std::invalid_argument);
    EXPECT_THROW(CostMap(65'535), std::invalid_argument);
    EXPECT_FALSE(costs.has_row(0));
}

TEST(CostTiers, OrderCostsWithoutAGapAndTheUnknownLast) {
    CostMap costs(5);
    costs.set(1, 0, 20);
    costs.set(1, 1, 0);
    costs.set(1, 2, 0.5F);
    costs.set(1, 3, 20);
    const CostTiers tiers(costs);
    const CostTiers::From from = tiers.from(1);
    EXPECT_EQ(from.known(), 3);
    EXPECT_EQ(from.of(1), 0);
    EXPECT_EQ(from.of(2), 1);
    EXPECT_EQ(from.of(0), 2);
    EXPECT_EQ(from.of(3), 2);
    EXPECT_EQ(from.of(4), 3);
    EXPECT_EQ(from.of(kNoPid), 3);
}

TEST(CostTiers, AreOneWhereNothingParticularIsSaid) {
    CostMap costs(3, 10);
    costs.set(0, 0, 1);
    const CostTiers tiers(costs);
    EXPECT_EQ(tiers.from(2).known(), 1);
    EXPECT_EQ(tiers.from(2).of(0), 0);
    EXPECT_EQ(tiers.from(2).of(kNoPid), 1);
    EXPECT_EQ(tiers.from(0).known(), 2);
}

TEST(CostTiers, AreOfTheUnknownAloneForAStranger) {
    const CostTiers tiers(CostMap(3, 10));
    EXPECT_EQ(tiers.from(kNoPid).known(), 0);
    EXPECT_EQ(tiers.from(kNoPid).of(1), 0);
    EXPECT_EQ(tiers.from(kNoPid).of(kNoPid), 0);
}

}  // namespace
}  // namespace sluice
