// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_schedule.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/yaml/rule_text.h"

namespace sluice {
namespace {

Schedule hours(const std::string& text) {
    return match_of("{ hours: " + text + " }").schedule;
}

std::string of_hours(const std::string& text) {
    const std::string told = told_of_match("{ hours: " + text + " }");
    EXPECT_EQ(told.substr(0, 11), "match.hours");
    return told.substr(std::min<size_t>(11, told.size()));
}

std::vector<TimeWindow> windows(const std::string& text) {
    return hours("{ zone: UTC, " + text + " }").windows;
}

TEST(ReadSchedule, SaysWhenInTheWeekInWhichZone) {
    EXPECT_EQ(hours("{ zone: UTC, days: mon-fri, from: 18:00, until: '23:30' }"),
              (Schedule{"UTC", {{0b0111110, 18 * 60, 23 * 60 + 30}}}));
}

TEST(ReadSchedule, TakesDaysAsNamesAndRangesOfThem) {
    EXPECT_EQ(windows("days: sun"), (std::vector<TimeWindow>{{0b0000001}}));
    EXPECT_EQ(windows("days: [tue, thu, sat]"), (std::vector<TimeWindow>{{0b1010100}}));
    EXPECT_EQ(windows("days: [mon-tue, fri]"), (std::vector<TimeWindow>{{0b0100110}}));
    EXPECT_EQ(windows("days: fri-mon"), (std::vector<TimeWindow>{{0b1100011}})) << "over Sunday";
}

TEST(ReadSchedule, IsEveryDayAndAllDayUnlessTold) {
    EXPECT_EQ(windows("from: 8:05"), (std::vector<TimeWindow>{{0x7f, 485, 1'440}}));
    EXPECT_EQ(windows("until: 06:00"), (std::vector<TimeWindow>{{0x7f, 0, 360}}));
    EXPECT_EQ(windows("from: 22:00, until: 06:00"), (std::vector<TimeWindow>{{0x7f, 1'320, 360}}));
    EXPECT_EQ(windows("days: sat, until: 24:00"), (std::vector<TimeWindow>{{0b1000000}}));
}

TEST(ReadSchedule, HasAsManyWindowsAsItTakes) {
    EXPECT_EQ(windows("windows: [{ days: sat-sun }, { days: mon-fri, from: 18:00 }]"),
              (std::vector<TimeWindow>{{0b1000001}, {0b0111110, 1'080, 1'440}}));
}

TEST(ReadSchedule, ComplainsAboutZones) {
    EXPECT_EQ(of_hours("{ days: mon }"),
              ": 'zone' is missing; write a time zone like Asia/Hong_Kong, or UTC");
    for (const char* const zone : {"Hong_Kong", "../UTC", "/etc/passwd", "zone.tab"})
        EXPECT_EQ(of_hours("{ days: mon, zone: " + std::string(zone) + " }"),
                  ".zone: there is no time zone '" + std::string(zone) +
                      "' in /usr/share/zoneinfo; names are the IANA database's, like "
                      "Asia/Hong_Kong or UTC");
}

TEST(ReadSchedule, ReadsAZoneFromItsFile) {
    const std::string text =
        "rules: [{ name: a, match: { hours: { zone: A/B, days: mon } }, action: drop }]";
    const auto zones_of = [&](const TimeZoneFiles& files) {
        ParsedPolicy parsed = parse_policy(text, "p.yaml", PolicyFileKind::policy, kBoxKeys, files);
        return parsed.policy ? parsed.policy->time_zones.count("A/B") : size_t{0};
    };
    const auto installed = installed_time_zones()("Asia/Hong_Kong");
    if (!installed)
        GTEST_SKIP() << "no time zones in " << kZoneInfo << " (Debian: tzdata)";
    EXPECT_EQ(zones_of([&](const std::string&) { return installed; }), 1u);
    EXPECT_EQ(zones_of([](const std::string&) { return std::string("TZif, or not"); }), 0u);
    EXPECT_EQ(zones_of([](const std::string&) { return std::nullopt; }), 0u);
}

TEST(ReadSchedule, ComplainsAboutDaysAndTimes) {
    const auto of = [](const std::string& rest) { return of_hours("{ zone: UTC, " + rest + " }"); };
    EXPECT_EQ(of("days: monday"),
              ".days: 'monday' is no day of the week; write sun, mon, tue, wed, thu, fri or sat, "
              "or a range like mon-fri");
    EXPECT_EQ(of("days: []"), ".days: is empty; leave it out or name at least one");
    for (const char* const time : {"24:00", "7", "18:60", "1800", "18:0", "-1:00", "18:00:00"})
        EXPECT_EQ(
            of("from: '" + std::string(time) + "'"),
            ".from: '" + std::string(time) + "' is no time of day from 00:00 to 23:59, like 18:00");
    EXPECT_EQ(of("until: 24:01"),
              ".until: '24:01' is no time of day from 00:00 to 24:00, like 18:00");
    EXPECT_EQ(of("from: 18:00, until: 18:00"),
              ": ends the minute that it begins; for whole days leave out from and until");
}

TEST(ReadSchedule, ComplainsAboutWhatSaysNothing) {
    EXPECT_EQ(of_hours("{ zone: UTC }"),
              ": says nothing; write days, from, until, or several of them as windows");
    EXPECT_EQ(of_hours("{ zone: UTC, windows: [{}] }"),
              ".windows[0]: says nothing; write days, from or until");
    EXPECT_EQ(of_hours("{ zone: UTC, days: mon, windows: [{ days: tue }] }"),
              ": write days, from and until, or several of them as windows, not both");
    EXPECT_EQ(of_hours("{ zone: UTC, days: mon-sun }"), ": is all of the week; leave it out");
    EXPECT_EQ(of_hours("{ zone: UTC, windows: [{ from: 12:00 }, { until: 12:00 }] }"),
              ": is all of the week; leave it out");
    EXPECT_EQ(of_hours("{ zone: UTC, day: mon }").substr(0, 19), ": unknown key 'day'");
}

TEST(ReadSchedule, ComplainsAboutMoreThanWorkersKeep) {
    std::string rules = "rules:\n";
    for (int i = 0; i < 65; ++i)
        rules += "  - { name: r" + std::to_string(i) + ", action: drop, match: { hours: { zone: " +
                 "UTC, from: '10:" + (i % 60 < 10 ? "0" : "") + std::to_string(i % 60) +
                 "', until: '2" + std::to_string(i / 60) + ":00' } } }\n";
    EXPECT_EQ(told_of(rules),
              std::vector<std::string>{
                  "p.yaml:1: has 65 different hours, more than the 64 that there may be"});
}

}  // namespace
}  // namespace sluice
