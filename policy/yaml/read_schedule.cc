// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_schedule.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/schedules.h"
#include "policy/yaml/nearest.h"
#include "policy/yaml/times.h"

namespace sluice {
namespace {

constexpr size_t kMostWindows = 64;
constexpr uint16_t kMinutesPerDay = 24 * 60;
constexpr uint16_t kLastMinute = kMinutesPerDay - 1;

// In the order of TimeWindow's bits.
constexpr std::array<std::string_view, 7> kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

std::optional<size_t> day_number(std::string_view text) {
    const auto found = std::find(kDays.begin(), kDays.end(), text);
    if (found == kDays.end())
        return std::nullopt;
    return static_cast<size_t>(found - kDays.begin());
}

// "mon", or "mon-fri", or "fri-mon": on to the week's end and from its beginning.
uint8_t read_days(const YamlValue& value) {
    uint8_t days = 0;
    for (const YamlValue& item : value.one_or_more()) {
        const auto text = item.text();
        if (!text)
            continue;
        const size_t dash = text->find('-');
        const auto first = day_number(std::string_view(*text).substr(0, dash));
        const auto last = dash == std::string::npos
                              ? first
                              : day_number(std::string_view(*text).substr(dash + 1));
        if (!first || !last) {
            item.complain("'" + *text + "' is no day of the week; write " + list_words(kDays) +
                          ", or a range like mon-fri");
            continue;
        }
        for (size_t day = *first;; day = (day + 1) % kDays.size()) {
            days |= static_cast<uint8_t>(1u << day);
            if (day == *last)
                break;
        }
    }
    return days;
}

uint16_t read_time_of_day(const YamlFields& fields, std::string_view key, uint16_t otherwise,
                          uint16_t last) {
    const auto value = fields.find(key);
    const auto text = value ? value->text() : std::nullopt;
    if (!text)
        return otherwise;
    const auto minute = parse_time_of_day(*text);
    if (minute && *minute <= last)
        return *minute;
    value->complain("'" + *text + "' is no time of day from 00:00 to " +
                    (last == kLastMinute ? "23:59" : "24:00") + ", like 18:00");
    return otherwise;
}

TimeWindow read_window(const YamlFields& fields) {
    const size_t complaints_before = fields.value().report().count();
    TimeWindow window;
    if (const auto days = fields.find("days"))
        window.weekdays = read_days(*days);
    window.from_minute = read_time_of_day(fields, "from", 0, kLastMinute);
    window.until_minute = read_time_of_day(fields, "until", kMinutesPerDay, kMinutesPerDay);
    if (window.from_minute == window.until_minute &&
        fields.value().report().count() == complaints_before)
        fields.value().complain(
            "ends the minute that it begins; for whole days leave out from and until");
    return window;
}

bool has_window(const YamlFields& fields) {
    return fields.has("days") || fields.has("from") || fields.has("until");
}

void read_windows(const YamlValue& value, std::vector<TimeWindow>& windows) {
    for (const YamlValue& item : value.one_or_more()) {
        const auto fields = item.fields({"days", "from", "until"});
        if (!fields)
            continue;
        if (has_window(*fields))
            windows.push_back(read_window(*fields));
        else
            item.complain("says nothing; write days, from or until");
    }
    if (windows.size() > kMostWindows)
        value.complain("has more than " + std::to_string(kMostWindows) + " windows");
}

}  // namespace

std::string NamedTimeZones::read(const YamlValue& value) {
    const auto name = value.name();
    if (!name)
        return "";
    if (zones_.contains(*name))
        return *name;
    if (*name == "UTC") {  // known without a file
        zones_.emplace(*name, TimeZone{});
        return *name;
    }
    const auto file = is_time_zone_name(*name) ? files_(*name) : std::nullopt;
    auto zone = file ? TimeZone::parse(*file) : std::nullopt;
    if (!zone) {
        value.complain("there is no time zone '" + *name + "' in " + kZoneInfo +
                       "; names are the IANA database's, like Asia/Hong_Kong or UTC");
        return "";
    }
    zones_.emplace(*name, std::move(*zone));
    return *name;
}

Schedule read_schedule(const YamlValue& value, NamedTimeZones& zones) {
    const size_t complaints_before = value.report().count();
    const auto fields = value.fields({"zone", "days", "from", "until", "windows"});
    if (!fields)
        return {};
    Schedule schedule;
    if (const auto zone = fields->find("zone"))
        schedule.time_zone = zones.read(*zone);
    else
        value.complain("'zone' is missing; write a time zone like Asia/Hong_Kong, or UTC");
    const auto windows = fields->find("windows");
    if (windows && has_window(*fields))
        value.complain("write days, from and until, or several of them as windows, not both");
    else if (windows)
        read_windows(*windows, schedule.windows);
    else if (has_window(*fields))
        schedule.windows.push_back(read_window(*fields));
    else if (value.report().count() == complaints_before)
        value.complain("says nothing; write days, from, until, or several of them as windows");
    if (value.report().count() != complaints_before)
        return {};
    if (minutes_of_week(schedule).all()) {
        value.complain("is all of the week; leave it out");
        return {};
    }
    return schedule;
}

}  // namespace sluice
