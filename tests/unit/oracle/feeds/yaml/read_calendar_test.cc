// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/yaml/read_calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/oracle/feeds/topology_text.h"

namespace sluice {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Pid kA = 0;
constexpr Pid kB = 1;
constexpr Pid kC = 2;
constexpr Pid kElsewhere = 3;

std::shared_ptr<const CostCalendar> calendar_of(const std::string& text,
                                                const std::string& rest = "") {
    auto calendar =
        with_costs("{ routing: { own: 1, others: 10 }, calendar: " + text + " }", rest).calendar;
    EXPECT_NE(calendar, nullptr) << text;
    return calendar;
}

std::vector<float> of_day(const CostCalendar& calendar, Pid from, Pid to) {
    std::vector<float> costs;
    for (size_t i = 0; i < calendar.intervals(); ++i)
        costs.push_back(calendar.routing_cost(from, to, i));
    return costs;
}

// All that is said of a calendar of two PIDs a and b, without its place.
std::vector<std::string> all_told_of_calendar(const std::string& text) {
    std::vector<std::string> lines = told_of_topology(
        "pids: { a: { prefixes: [198.18.0.0/24] }, b: { default: true } }\n"
        "costs: { routing: { others: 1 }, calendar: " +
        text + " }\n");
    const std::string place = "t.yaml:2: costs.calendar";
    for (std::string& line : lines) {
        EXPECT_EQ(line.substr(0, place.size()), place);
        line.erase(0, place.size());
    }
    return lines;
}

std::string told_of_calendar(const std::string& text) {
    const auto lines = all_told_of_calendar(text);
    EXPECT_EQ(lines.size(), 1u) << text;
    return lines.empty() ? "" : lines[0];
}

TEST(ReadCalendar, IsNoneUnlessGiven) {
    EXPECT_EQ(with_costs("{ routing: {} }").calendar, nullptr);
}

TEST(ReadCalendar, SaysWhatCostsBetweenPidsAre) {
    const auto calendar = calendar_of("{ changes: [{ at: 18:00-24:00, factor: 1.5 }] }");
    EXPECT_EQ(calendar->day(), (CostCalendar::Day{21'600, 0, 1}));
    EXPECT_THAT(of_day(*calendar, kA, kB), ElementsAre(10, 10, 10, 15));
    EXPECT_THAT(of_day(*calendar, kElsewhere, kC), ElementsAre(10, 10, 10, 15));
    EXPECT_THAT(of_day(*calendar, kA, kA), ElementsAre(1, 1, 1, 1)) << "not within one";
}

TEST(ReadCalendar, IntervalsAreAsLongAsTheTimesAllow) {
    EXPECT_EQ(calendar_of("{ changes: [{ at: 12:00-24:00, add: 1 }] }")->day().interval_s, 43'200u);
    EXPECT_EQ(calendar_of("{ changes: [{ at: 18:00-23:00, add: 1 }] }")->day().interval_s, 3'600u);
    EXPECT_EQ(
        calendar_of("{ changes: [{ at: [18:00-24:00, 6:30-12:00], add: 1 }] }")->day().interval_s,
        1'800u);
    EXPECT_EQ(calendar_of("{ changes: [{ at: 00:00-23:45, add: 1 }] }")->intervals(), 96u);
    EXPECT_EQ(calendar_of("{ changes: [{ at: 00:00-24:00, add: 1 }] }")->intervals(), 1u);
}

TEST(ReadCalendar, TimesGoOnAfterMidnight) {
    const auto calendar = calendar_of("{ changes: [{ at: 18:00-06:00, add: 2.5 }] }");
    EXPECT_THAT(of_day(*calendar, kA, kB), ElementsAre(12.5F, 10, 10, 12.5F));
}

TEST(ReadCalendar, OfTheFirstThatSaysSomethingHolds) {
    const auto calendar = calendar_of(
        "{ changes: ["
        "{ at: 12:00-18:00, between: [a, b], factor: 3 }, "
        "{ at: 12:00-24:00, from: a, to: [b, c], factor: 2 }, "
        "{ at: 18:00-24:00, between: [a, \"*\"], add: 7 }, "
        "{ at: 00:00-06:00, between: [a, a], factor: 0 }] }");
    EXPECT_THAT(of_day(*calendar, kA, kB), ElementsAre(10, 10, 30, 20));
    EXPECT_THAT(of_day(*calendar, kB, kA), ElementsAre(10, 10, 30, 17));
    EXPECT_THAT(of_day(*calendar, kA, kC), ElementsAre(10, 10, 20, 20));
    EXPECT_THAT(of_day(*calendar, kElsewhere, kA), ElementsAre(10, 10, 10, 17));
    EXPECT_THAT(of_day(*calendar, kB, kC), ElementsAre(10, 10, 10, 10));
    EXPECT_THAT(of_day(*calendar, kA, kA), ElementsAre(0, 1, 1, 1));
}

TEST(ReadCalendar, NamesPointsOfPresence) {
    const auto calendar =
        calendar_of("{ changes: [{ at: 12:00-24:00, between: [ab, c], factor: 2 }] }",
                    "points_of_presence: { ab: [a, b] }\n");
    EXPECT_THAT(of_day(*calendar, kB, kC), ElementsAre(10, 20));
    EXPECT_THAT(of_day(*calendar, kA, kB), ElementsAre(10, 10));
}

TEST(ReadCalendar, ChangesWhatListsAreOrderedByToo) {
    const auto calendar =
        with_costs(
            "{ routing: { others: 10 }, ranking: { pairs: [{ from: a, to: b, cost: 4 }] }, "
            "calendar: { changes: [{ at: 12:00-24:00, factor: 2 }] } }")
            .calendar;
    EXPECT_EQ(calendar->ranking_costs(0).cost(kA, kB), 4);
    EXPECT_EQ(calendar->ranking_costs(1).cost(kA, kB), 8);
    EXPECT_EQ(calendar->ranking_costs(1).cost(kB, kA), 20);
}

TEST(ReadCalendar, HasAnOffsetAndANumberOfDays) {
    const auto calendar = calendar_of(
        "{ utc_offset: \"-03:30\", repeated: 7, changes: [{ at: 12:00-24:00, factor: 2 }] }");
    EXPECT_EQ(calendar->day(), (CostCalendar::Day{43'200, -12'600, 7}));
}

TEST(ReadCalendar, SaysWhatWouldBeRight) {
    EXPECT_EQ(told_of_calendar("{}"), ": 'changes' is missing");
    EXPECT_EQ(told_of_calendar("{ changes: [] }"),
              ".changes: is empty; write what changes, or leave the calendar out");
    EXPECT_EQ(told_of_calendar("{ changes: [{ factor: 2 }] }"), ".changes[0]: 'at' is missing");
    for (const char* const time : {"18:00", "18-23", "18:00-25:00", "24:00-01:00", "18:60-19:00",
                                   "18:00-23:00-24:00", "-", "18:00 - 23:00", "18:00-23:00:00"})
        EXPECT_EQ(
            told_of_calendar("{ changes: [{ at: \"" + std::string(time) + "\", factor: 2 }] }"),
            ".changes[0].at: '" + std::string(time) + "' is no two times of day, like 18:00-23:00");
    EXPECT_EQ(told_of_calendar("{ changes: [{ at: [00:00-01:00, 18:05-19:00], factor: 2 }] }"),
              ".changes[0].at[1]: '18:05-19:00': times are whole quarters of an hour");
    EXPECT_EQ(told_of_calendar("{ changes: [{ at: 18:00-18:00, factor: 2 }] }"),
              ".changes[0].at: '18:00-18:00' ends when it begins; all day is 00:00-24:00");
    EXPECT_EQ(told_of_calendar("{ changes: [{ at: 18:00-19:00 }] }"),
              ".changes[0]: write what becomes of the cost: 'factor', like 1.5, or 'add', like 10");
    EXPECT_THAT(told_of_calendar("{ changes: [{ at: 18:00-19:00, factor: 1, add: 1 }] }"),
                HasSubstr("write what becomes of the cost"));
    for (const char* const factor : {"-1", "1001", "nan", "2x", "1e2", "twice"})
        EXPECT_EQ(told_of_calendar("{ changes: [{ at: 18:00-19:00, factor: \"" +
                                   std::string(factor) + "\" }] }"),
                  ".changes[0].factor: is no factor: a number from 0 to 1000, like 0.5 or 2");
    EXPECT_EQ(told_of_calendar("{ changes: [{ at: 18:00-19:00, add: -1 }] }"),
              ".changes[0].add: is no cost: a number from 0 to 1000000, like 10 or 2.5");
    EXPECT_EQ(told_of_calendar("{ changes: [{ at: 18:00-19:00, add: 1, between: [a, x] }] }"),
              ".changes[0].between[1]: there is no PID or point of presence 'x'");
    EXPECT_EQ(told_of_calendar("{ changes: [{ at: 18:00-19:00, add: 1, from: a }] }"),
              ".changes[0]: 'to' is missing");
    EXPECT_THAT(told_of_calendar("{ changes: [{ at: 18:00-19:00, add: 1, cost: 3 }] }"),
                HasSubstr("unknown key 'cost'"));
    for (const char* const offset : {"+1:00", "CET", "+01:07", "+15:00", "01:00"})
        EXPECT_THAT(told_of_calendar("{ utc_offset: \"" + std::string(offset) +
                                     "\", changes: [{ at: 18:00-19:00, add: 1 }] }"),
                    HasSubstr("' is no distance from UTC in quarters of an hour"));
    EXPECT_THAT(told_of_calendar("{ repeated: 0, changes: [{ at: 18:00-19:00, add: 1 }] }"),
                HasSubstr(".repeated: "));
}

TEST(ReadCalendar, ToldAllAtOnce) {
    EXPECT_THAT(
        all_told_of_calendar("{ changes: [{ at: noon, factor: 2 }, { at: 1:00-2:00, add: x }] }"),
        ElementsAre(".changes[0].at: 'noon' is no two times of day, like 18:00-23:00",
                    ".changes[1].add: is no cost: a number from 0 to 1000000, like 10 or 2.5"));
}

TEST(ReadCalendar, AChangeThatIsNeverHeardOfIsAMistake) {
    EXPECT_THAT(told_of_calendar("{ changes: [{ at: 12:00-24:00, factor: 2 }, "
                                 "{ at: 18:00-19:00, between: [a, b], factor: 3 }] }"),
                HasSubstr(".changes[1]: says nothing that is not said above"));
}

TEST(ReadCalendar, HasNoMoreChangesThanThereIsRoomFor) {
    const auto changes = [](int count) {
        std::string text = "{ changes: [";
        for (int i = 0; i < count; ++i) {
            const std::string hour = std::to_string(i / 4) + ":";
            constexpr const char* kQuarters[] = {"00", "15", "30", "45"};
            text += "{ at: " + hour + kQuarters[i % 4] +
                    "-24:00, factor: 2, from: " + (i % 2 == 0 ? "a, to: b" : "b, to: a") + " }, ";
        }
        return text + "] }";
    };
    EXPECT_EQ(told_of_calendar(changes(65)), ".changes: has more than 64 changes");
}

}  // namespace
}  // namespace sluice
