// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/cost_calendar.h"

#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "oracle/rank/present_topology.h"

namespace sluice {
namespace {

constexpr int64_t kMidnight = 1'785'542'400;  // Sat, 01 Aug 2026 00:00:00 GMT
constexpr int64_t kHour = 3'600;

// Two locations and intervals of six hours. From the first to the second it costs 10, in the last
// interval twice that, and in the first 2.5 more; the other way it is not known.
CostCalendar calendar(CostCalendar::Day day = {6 * kHour, 0, 1}) {
    CostMap routing(2);
    routing.set(0, 1, 10);
    routing.set(0, 0, 1);
    CostMap ranking(2, 7);
    std::vector<CostChange> changes(CostCalendar::kDayS / 21'600);
    changes.front().more = 2.5;
    changes.back().factor = 2;
    return CostCalendar(day, routing, ranking,
                        {{0, 1, 1, 0}, {std::vector<CostChange>(changes.size()), changes}});
}

std::shared_ptr<const Topology> topology(std::shared_ptr<const CostCalendar> of_day) {
    std::vector<std::pair<Prefix, Pid>> prefixes = {{*Prefix::parse("192.0.2.0/24"), 0},
                                                    {*Prefix::parse("0.0.0.0/0"), 1}};
    Topology::Parts parts{
        std::make_shared<const NetworkMap>(std::vector<std::string>{"a", "b"}, prefixes),
        CostMap(2, 10),
        CostMap(2, 7),
        {},
        {},
        "tag"};
    parts.calendar = std::move(of_day);
    return std::make_shared<const Topology>(std::move(parts));
}

TEST(CostCalendar, IntervalsBeginAtMidnightAndLastToTheirLastSecond) {
    const CostCalendar of_day = calendar();
    EXPECT_EQ(of_day.intervals(), 4u);
    EXPECT_EQ(of_day.interval_at(kMidnight - 1), 3u);
    EXPECT_EQ(of_day.begin_s(kMidnight - 1), kMidnight - 6 * kHour);
    EXPECT_EQ(of_day.interval_at(kMidnight), 0u);
    EXPECT_EQ(of_day.begin_s(kMidnight), kMidnight);
    EXPECT_EQ(of_day.interval_at(kMidnight + 6 * kHour - 1), 0u);
    EXPECT_EQ(of_day.begin_s(kMidnight + 6 * kHour - 1), kMidnight);
    EXPECT_EQ(of_day.interval_at(kMidnight + 6 * kHour), 1u);
    EXPECT_EQ(of_day.begin_s(kMidnight + 6 * kHour), kMidnight + 6 * kHour);
}

TEST(CostCalendar, MidnightIsWhereTheOperatorSaysThatItIs) {
    const CostCalendar east = calendar({6 * kHour, 5 * kHour + 1'800, 1});
    const int64_t midnight = kMidnight - 5 * kHour - 1'800;
    EXPECT_EQ(east.interval_at(midnight), 0u);
    EXPECT_EQ(east.begin_s(midnight), midnight);
    EXPECT_EQ(east.interval_at(midnight - 1), 3u);
    const CostCalendar west = calendar({6 * kHour, -8 * kHour, 1});
    EXPECT_EQ(west.interval_at(kMidnight + 8 * kHour), 0u);
    EXPECT_EQ(west.interval_at(kMidnight + 8 * kHour - 1), 3u);
}

TEST(CostCalendar, AClockThatIsNotSetYetIsATimeOfDay) {
    EXPECT_EQ(calendar().interval_at(0), 0u);
    EXPECT_EQ(calendar().interval_at(-1), 3u);
    EXPECT_EQ(calendar().begin_s(-1), -6 * kHour);
    EXPECT_EQ(calendar().begin_s(-6 * kHour), -6 * kHour);
}

TEST(CostCalendar, CostsAreAMultipleOrSoMuchMoreAndWhatIsUnknownStaysSo) {
    const CostCalendar of_day = calendar();
    EXPECT_EQ(of_day.routing_cost(0, 1, 0), 12.5F);
    EXPECT_EQ(of_day.routing_cost(0, 1, 1), 10);
    EXPECT_EQ(of_day.routing_cost(0, 1, 3), 20);
    EXPECT_EQ(of_day.routing_cost(1, 0, 3), CostMap::kUnknown);
    EXPECT_EQ(of_day.routing_cost(kNoPid, 0, 3), CostMap::kUnknown);
    EXPECT_EQ(of_day.routing_cost(0, kNoPid, 3), CostMap::kUnknown);
    for (size_t interval = 0; interval < of_day.intervals(); ++interval)
        for (const Pid from : {0, 1})
            for (const Pid to : {0, 1})
                EXPECT_EQ(of_day.routing_costs(interval).cost(from, to),
                          of_day.routing_cost(from, to, interval));
    EXPECT_EQ(of_day.ranking_costs(3).cost(1, 0), 14);
    EXPECT_EQ(of_day.ranking_costs(3).cost(0, 0), 7);
    EXPECT_TRUE(of_day.is_same(1, 2));
    EXPECT_FALSE(of_day.is_same(2, 3));
}

TEST(CostCalendar, WhatFitsNothingIsRefused) {
    const auto make = [](uint32_t interval_s, size_t pids, std::vector<uint16_t> rows,
                         std::vector<CostChange> row) {
        return CostCalendar({interval_s, 0, 1}, CostMap(2), CostMap(pids), {rows, {row}});
    };
    const std::vector<uint16_t> rows(4);
    const std::vector<CostChange> row(2);
    EXPECT_NO_THROW(make(43'200, 2, rows, row));
    EXPECT_THROW(make(43'201, 2, rows, row), std::invalid_argument);
    EXPECT_THROW(make(0, 2, rows, row), std::invalid_argument);
    EXPECT_THROW(make(43'200, 3, rows, row), std::invalid_argument);
    EXPECT_THROW(make(43'200, 2, {0, 0, 0}, row), std::invalid_argument);
    EXPECT_THROW(make(43'200, 2, {0, 0, 0, 1}, row), std::invalid_argument);
    EXPECT_THROW(make(43'200, 2, rows, {{}}), std::invalid_argument);
    EXPECT_THROW(make(43'200, 2, rows, {{-1, 0}, {}}), std::invalid_argument);
    EXPECT_THROW(make(43'200, 2, rows, {{1, std::numeric_limits<double>::quiet_NaN()}, {}}),
                 std::invalid_argument);
}

TEST(PresentTopology, CostsAreThoseOfTheTimeOfDayUntilAnotherIntervalBegins) {
    PresentTopology present;
    const auto base = topology(std::make_shared<const CostCalendar>(calendar()));
    EXPECT_EQ(base->calendar(), nullptr) << "nobody has said what time it is";
    const auto evening = present.use(base, kMidnight - 1);
    EXPECT_EQ(evening->routing_cost().cost(0, 1), 20);
    EXPECT_EQ(evening->ranking_cost().cost(0, 1), 14);
    EXPECT_EQ(evening->interval_begin_s(), kMidnight - 6 * kHour);
    ASSERT_NE(evening->calendar(), nullptr);
    EXPECT_EQ(present.refresh(kMidnight - 6 * kHour), nullptr);
    const auto night = present.refresh(kMidnight);
    ASSERT_NE(night, nullptr);
    EXPECT_EQ(night->routing_cost().cost(0, 1), 12.5F) << "of what is written";
    EXPECT_EQ(night->interval_begin_s(), kMidnight);
    EXPECT_EQ(night->tag(), base->tag());
    EXPECT_EQ(&night->map(), &base->map());
    EXPECT_EQ(present.refresh(kMidnight + 1), nullptr);
    const auto set_back = present.refresh(kMidnight - 1);
    ASSERT_NE(set_back, nullptr) << "a clock that is set";
    EXPECT_EQ(set_back->routing_cost().cost(0, 1), 20);
    ASSERT_NE(present.refresh(kMidnight + 24 * kHour - 1), nullptr) << "the same a day later";
}

TEST(PresentTopology, IsTheTopologyItselfWhereCostsAreTheSameAllDay) {
    PresentTopology present;
    EXPECT_EQ(present.refresh(kMidnight), nullptr);
    const auto base = topology(nullptr);
    EXPECT_EQ(present.use(base, kMidnight), base);
    EXPECT_EQ(present.refresh(kMidnight + 12 * kHour), nullptr);
}

TEST(PresentTopology, ACalendarOfOtherLocationsIsRefused) {
    Topology::Parts parts = topology(nullptr)->parts();
    parts.calendar = std::make_shared<const CostCalendar>(
        CostCalendar::Day{}, CostMap(1), CostMap(1),
        CostCalendar::Changes{{0}, {std::vector<CostChange>(1)}});
    EXPECT_THROW(Topology{parts}, std::invalid_argument);
}

}  // namespace
}  // namespace sluice
