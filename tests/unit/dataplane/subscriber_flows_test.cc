// SPDX-License-Identifier: Apache-2.0
#include "dataplane/subscriber_flows.h"

#include <vector>

#include <gtest/gtest.h>

namespace sluice {
namespace {

using Place = SubscriberFlows::Place;

constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr uint64_t kNow = 100 * kSecondNs;
constexpr FlowLimits kNoLimits = {};

SubscriberRef known(uint32_t record) {
    SubscriberRef subscriber;
    subscriber.record = record;
    subscriber.key = 1'000 + record;
    return subscriber;
}

SubscriberRef stranger(uint64_t key) {
    SubscriberRef subscriber;
    subscriber.key = key;
    return subscriber;
}

// How many of so many attempts begin a flow.
int begun(SubscriberFlows& flows, const SubscriberRef& subscriber, Direction first,
          const FlowLimits& limits, int attempts, uint64_t now_ns = kNow) {
    int count = 0;
    for (int i = 0; i < attempts; ++i)
        count += flows.begin(subscriber, first, limits, now_ns).has_value();
    return count;
}

TEST(SubscriberFlows, AHomeHasNoMoreThanItsLimitAndOneThatEndsMakesRoom) {
    SubscriberFlows flows(16, 16);
    constexpr FlowLimits kLimits{.flows = 5};
    for (const SubscriberRef& home : {known(3), stranger(77)}) {
        const auto place = flows.begin(home, Direction::up, kLimits, kNow);
        ASSERT_TRUE(place);
        EXPECT_EQ(begun(flows, home, Direction::up, kLimits, 10), 4);
        EXPECT_EQ(flows.count(*place), 5u);
        flows.end(*place);
        EXPECT_EQ(begun(flows, home, Direction::up, kLimits, 10), 1);
    }
    EXPECT_EQ(begun(flows, known(4), Direction::up, kLimits, 10), 5) << "a neighbour has its own";
    EXPECT_EQ(begun(flows, stranger(78), Direction::up, kLimits, 10), 5);
}

TEST(SubscriberFlows, WhoIsFloodedFromOutsideCanStillBeginFlows) {
    SubscriberFlows flows(16, 16);
    constexpr FlowLimits kLimits{.flows = 5, .new_flows_per_s = 8};
    EXPECT_EQ(begun(flows, known(1), Direction::down, kLimits, 1'000), 5);
    EXPECT_EQ(begun(flows, known(1), Direction::up, kLimits, 10), 5);
    EXPECT_EQ(begun(flows, known(1), Direction::down, kLimits, 10), 0);
}

TEST(SubscriberFlows, ItsOwnFlowsLeaveThatMuchLessToOthers) {
    SubscriberFlows flows(16, 16);
    constexpr FlowLimits kLimits{.flows = 5};
    EXPECT_EQ(begun(flows, known(1), Direction::up, kLimits, 3), 3);
    EXPECT_EQ(begun(flows, known(1), Direction::down, kLimits, 10), 2);
}

TEST(SubscriberFlows, ASecondsWorthMayBeginAtOnceAndThenNoMoreThanTheRate) {
    SubscriberFlows flows(16, 16);
    constexpr FlowLimits kLimits{.new_flows_per_s = 30};
    EXPECT_EQ(begun(flows, known(1), Direction::up, kLimits, 100), 30);
    EXPECT_EQ(begun(flows, known(1), Direction::up, kLimits, 100, kNow + kSecondNs / 2), 15);
    int count = 0;
    for (uint64_t ms = 1'000; ms < 11'000; ++ms)
        count += begun(flows, known(1), Direction::up, kLimits, 1, kNow + ms * 1'000'000);
    EXPECT_NEAR(count, 300 + 15, 1);
}

TEST(SubscriberFlows, AClockThatIsSetBackHoldsNobodyUp) {
    SubscriberFlows flows(16, 16);
    constexpr FlowLimits kLimits{.new_flows_per_s = 10};
    EXPECT_EQ(begun(flows, known(1), Direction::up, kLimits, 100), 10);
    EXPECT_EQ(begun(flows, known(1), Direction::up, kLimits, 100, kNow - 50 * kSecondNs), 10);
}

TEST(SubscriberFlows, OneThatBeginsAgainCountsForTheRateAlone) {
    SubscriberFlows flows(16, 16);
    constexpr FlowLimits kLimits{.flows = 1, .new_flows_per_s = 3};
    const auto place = flows.begin(known(1), Direction::up, kLimits, kNow);
    ASSERT_TRUE(place);
    EXPECT_TRUE(flows.begin_again(*place, kLimits, kNow));
    EXPECT_TRUE(flows.begin_again(*place, kLimits, kNow));
    EXPECT_FALSE(flows.begin_again(*place, kLimits, kNow));
    EXPECT_EQ(flows.count(*place), 1u);
}

TEST(SubscriberFlows, MadeUpAddressesTakeNobodysPlaceWhoIsKnown) {
    SubscriberFlows flows(16, 8);
    constexpr FlowLimits kLimits{.flows = 2};
    for (uint64_t key = 1; key <= 8; ++key)
        EXPECT_EQ(begun(flows, stranger(key), Direction::up, kLimits, 1), 1);
    EXPECT_EQ(flows.strangers_in_use(), 8u);
    EXPECT_EQ(flows.begin(stranger(9), Direction::up, kLimits, kNow), SubscriberFlows::kNowhere);
    EXPECT_EQ(begun(flows, stranger(9), Direction::up, kLimits, 10), 10) << "held to nothing";
    EXPECT_EQ(begun(flows, stranger(8), Direction::up, kLimits, 10), 1);
    EXPECT_EQ(begun(flows, known(1), Direction::up, kLimits, 10), 2);
}

TEST(SubscriberFlows, AStrangersPlaceIsFreeWhenItsLastFlowEnds) {
    SubscriberFlows flows(16, 2);
    std::vector<Place> places;
    for (int i = 0; i < 6; ++i)
        places.push_back(*flows.begin(
            stranger(1 + i % 2), i % 3 == 0 ? Direction::down : Direction::up, kNoLimits, kNow));
    EXPECT_EQ(flows.strangers_in_use(), 2u);
    for (const Place place : places)
        flows.end(place);
    EXPECT_EQ(flows.strangers_in_use(), 0u);
    flows.end(SubscriberFlows::kNowhere);
    EXPECT_EQ(flows.count(SubscriberFlows::kNowhere), 0u);
}

}  // namespace
}  // namespace sluice
