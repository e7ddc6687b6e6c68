// SPDX-License-Identifier: Apache-2.0
#include "oracle/load/loaded_topology.h"

#include <gtest/gtest.h>

#include "tests/unit/oracle/rank/a_topology.h"

namespace sluice {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;
constexpr LinkUse kIdle{0.1, 0.1};
constexpr LinkUse kFullDown{0.1, 0.95};  // adds 69 units down

MeasuredLink to_transit(double back = 0) {
    return {.name = "transit-1",
            .box = "unix:/s",
            .link = "core1",
            .from = {kHome, kRegion, kPeering},
            .towards = {kTransit},
            .back = back,
            .load = {.steps = {{0.5, 4}, {0.9, 69}}, .unit = 2}};
}

class LoadedTopologyTest : public testing::Test {
 protected:
    void use(std::vector<MeasuredLink> links) { loaded_.use(base_, links); }
    float cost(Pid from, Pid to) { return loaded_.topology()->ranking_cost().cost(from, to); }
    float before(Pid from, Pid to) const { return base_->ranking_cost().cost(from, to); }

    const std::shared_ptr<const Topology> base_ = std::make_shared<Topology>(a_topology());
    LoadedTopology loaded_;
};

TEST_F(LoadedTopologyTest, WithoutALoadItIsWhatItWas) {
    EXPECT_EQ(loaded_.topology(), nullptr);
    use({});
    EXPECT_EQ(loaded_.topology(), base_);
    use({to_transit()});
    EXPECT_EQ(loaded_.topology(), base_);
    loaded_.measured(0, kSecond, kIdle);
    EXPECT_EQ(loaded_.topology(), base_);
}

TEST_F(LoadedTopologyTest, ALoadedLinkRaisesWhatGoesOverItAndNothingElse) {
    use({to_transit()});
    loaded_.measured(0, kSecond, kFullDown);
    for (Pid from = 0; from < kPlaces; ++from)
        for (Pid to = 0; to < kPlaces; ++to) {
            const bool comes_down = from != kTransit && to == kTransit;
            EXPECT_EQ(cost(from, to), before(from, to) + (comes_down ? 138 : 0))
                << from << " to " << to;
        }
}

// Who is asked about sends, so a full way down is for who sits at its end.
TEST_F(LoadedTopologyTest, WhatOneTakesCountsWholeAndWhatOneGivesInPart) {
    use({to_transit(0.25)});
    loaded_.measured(0, kSecond, kFullDown);
    EXPECT_EQ(cost(kHome, kTransit), before(kHome, kTransit) + 138);
    EXPECT_EQ(cost(kTransit, kHome), before(kTransit, kHome) + 34.5F);
    loaded_.measured(0, 600 * kSecond, {0.6, 0.95});
    EXPECT_EQ(cost(kHome, kTransit), before(kHome, kTransit) + 138 + 2);
    EXPECT_EQ(cost(kTransit, kHome), before(kTransit, kHome) + 34.5F + 8);
}

TEST_F(LoadedTopologyTest, NothingOfTheLoadIsTold) {
    use({to_transit()});
    loaded_.measured(0, kSecond, kFullDown);
    const Topology& loaded = *loaded_.topology();
    ASSERT_NE(&loaded, base_.get());
    EXPECT_EQ(&loaded.map(), &base_->map());
    EXPECT_EQ(loaded.tag(), base_->tag());
    for (Pid from = 0; from < kPlaces; ++from)
        for (Pid to = 0; to < kPlaces; ++to)
            EXPECT_EQ(loaded.routing_cost().cost(from, to), base_->routing_cost().cost(from, to));
}

TEST_F(LoadedTopologyTest, AnotherIsMadeOnlyWhenACostHasChanged) {
    use({to_transit()});
    loaded_.measured(0, kSecond, kFullDown);
    const auto first = loaded_.topology();
    for (uint64_t s = 2; s < 200; ++s)
        loaded_.measured(0, s * kSecond, s % 2 == 0 ? kIdle : kFullDown);
    EXPECT_EQ(loaded_.topology(), first);
    for (uint64_t s = 200; s < 4'000; ++s)
        loaded_.measured(0, s * kSecond, kIdle);
    EXPECT_EQ(loaded_.topology(), base_);
}

TEST_F(LoadedTopologyTest, WhatCannotBeMeasuredIsForgottenAfterAWhile) {
    use({to_transit()});
    loaded_.measured(0, kSecond, kFullDown);
    loaded_.forget(120 * kSecond);
    EXPECT_NE(loaded_.topology(), base_);
    EXPECT_TRUE(loaded_.load(0));
    loaded_.forget(121 * kSecond);
    EXPECT_EQ(loaded_.topology(), base_);
    EXPECT_FALSE(loaded_.load(0));
    loaded_.measured(0, 122 * kSecond, kFullDown);
    EXPECT_NE(loaded_.topology(), base_);
}

TEST_F(LoadedTopologyTest, WhatGoesOverTwoLinksPaysForBoth) {
    MeasuredLink second = to_transit();
    second.name = "transit-2";
    second.from = {kHome};
    use({to_transit(), second});
    loaded_.measured(0, kSecond, kFullDown);
    loaded_.measured(1, kSecond, {0, 0.6});
    EXPECT_EQ(cost(kHome, kTransit), before(kHome, kTransit) + 138 + 8);
    EXPECT_EQ(cost(kRegion, kTransit), before(kRegion, kTransit) + 138);
}

TEST_F(LoadedTopologyTest, ACostThatIsNotKnownStaysSo) {
    Topology::Parts parts = a_topology();
    parts.ranking_cost = CostMap(kPlaces);
    parts.ranking_cost.set(kRegion, kTransit, 5);
    loaded_.use(std::make_shared<Topology>(std::move(parts)), {to_transit()});
    loaded_.measured(0, kSecond, kFullDown);
    EXPECT_EQ(cost(kHome, kTransit), CostMap::kUnknown);
    EXPECT_EQ(cost(kRegion, kTransit), 143);
}

TEST_F(LoadedTopologyTest, ANewTopologyKeepsTheLoadOfLinksThatAreMeasuredAsBefore) {
    use({to_transit()});
    loaded_.measured(0, kSecond, kFullDown);
    MeasuredLink moved = to_transit();
    moved.towards = {kPeering};
    moved.from = {kHome};
    MeasuredLink other = to_transit();
    other.name = "transit-2";
    use({other, moved});
    EXPECT_EQ(cost(kHome, kPeering), before(kHome, kPeering) + 138);
    EXPECT_EQ(cost(kHome, kTransit), before(kHome, kTransit));
    EXPECT_FALSE(loaded_.load(0));
    moved.load.unit = 3;
    use({moved});
    EXPECT_EQ(loaded_.topology(), base_);
}

}  // namespace
}  // namespace sluice
