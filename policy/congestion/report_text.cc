// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>

#include "policy/congestion/report.h"

namespace sluice {
namespace {

using Cells = std::vector<std::string>;

// Columns as wide as their widest cell, two spaces between them.
std::string table(const std::vector<Cells>& rows) {
    std::vector<size_t> widths;
    for (const Cells& cells : rows) {
        widths.resize(std::max(widths.size(), cells.size()));
        for (size_t column = 0; column < cells.size(); ++column)
            widths[column] = std::max(widths[column], cells[column].size());
    }
    std::string text;
    for (const Cells& cells : rows) {
        std::string line = " ";
        for (size_t column = 0; column < cells.size(); ++column) {
            line += ' ' + cells[column];
            line.append(widths[column] - cells[column].size() + 1, ' ');
        }
        line.resize(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

std::string two_digits(uint64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string time_text(uint64_t time_ns, std::chrono::minutes utc_offset) {
    using namespace std::chrono;
    const sys_seconds time =
        sys_seconds(seconds(static_cast<int64_t>(time_ns / 1'000'000'000))) + utc_offset;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const auto minute = static_cast<uint64_t>(floor<minutes>(time - day).count());
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two_digits(static_cast<unsigned>(date.month())) + "-" +
           two_digits(static_cast<unsigned>(date.day())) + " " + two_digits(minute / 60) + ":" +
           two_digits(minute % 60);
}

std::string offset_text(std::chrono::minutes utc_offset) {
    const int64_t minutes = utc_offset.count();
    const auto size = static_cast<uint64_t>(minutes < 0 ? -minutes : minutes);
    return std::string("UTC") + (minutes < 0 ? "-" : "+") + two_digits(size / 60) + ":" +
           two_digits(size % 60);
}

std::string duration_text(uint64_t duration_ns) {
    const uint64_t seconds = duration_ns / 1'000'000'000;
    if (seconds < 60)
        return std::to_string(seconds) + "s";
    if (seconds < 3600)
        return std::to_string(seconds / 60) + "m" + two_digits(seconds % 60) + "s";
    return std::to_string(seconds / 3600) + "h" + two_digits(seconds / 60 % 60) + "m";
}

std::string share_text(uint32_t permille) {
    return std::to_string(permille / 10) + "." + std::to_string(permille % 10) + "%";
}

std::string bytes_text(uint64_t bytes) {
    char text[32];
    const char* const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    size_t unit = 0;
    auto value = static_cast<double>(bytes);
    for (; value >= 999.95 && unit + 1 < std::size(units); ++unit)
        value /= 1000;
    std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    return text;
}

std::string segment_text(const std::string& name, bool is_link) {
    if (name.empty())
        return "(none)";
    return is_link ? name + " (link)" : name;
}

// The hours that have the most of it, down to half of the fullest one's.
std::string hours_text(const std::array<uint64_t, 24>& by_hour_ns) {
    const uint64_t fullest = *std::max_element(by_hour_ns.begin(), by_hour_ns.end());
    std::string text;
    for (size_t hour = 0; hour < by_hour_ns.size(); ++hour)
        if (fullest != 0 && by_hour_ns[hour] >= fullest - fullest / 2)
            text += (text.empty() ? "" : " ") + two_digits(hour);
    return text;
}

std::string near_text(const CongestionReport& report, std::chrono::minutes utc_offset) {
    if (report.near_congestion.empty())
        return "No segment was near congestion.\n";
    std::vector<Cells> rows{{"segment", "direction", "above", "highest", "times", "lasted",
                             "longest", "first", "last", "mostly in hours"}};
    for (const auto& near : report.near_congestion)
        rows.push_back({segment_text(near.segment, near.is_link), std::string(name(near.direction)),
                        share_text(near.threshold_permille), share_text(near.highest_permille),
                        std::to_string(near.times), duration_text(near.lasted_ns),
                        duration_text(near.longest_ns), time_text(near.first_ns, utc_offset),
                        time_text(near.last_ns, utc_offset), hours_text(near.by_hour_ns)});
    return "Near congestion:\n" + table(rows);
}

std::string moved_text(const std::vector<CongestionReport::Moved>& moved, bool of_segments) {
    if (moved.empty())
        return "";
    std::vector<Cells> rows{{of_segments ? "segment" : "tier", "direction", "subscribers", "times",
                             "lasted", "longest", "used", "dropped", "marked", "use when moved",
                             "segment when moved"}};
    for (const auto& row : moved) {
        Cells cells{of_segments ? segment_text(row.segment, row.is_link)
                                : (row.tier.empty() ? "(none)" : row.tier),
                    std::string(name(row.direction)), row.subscribers.to_string()};
        if (row.effect)
            cells.insert(
                cells.end(),
                {row.times.to_string(), duration_text(row.effect->best_effort_ns),
                 duration_text(row.effect->longest_ns), bytes_text(row.effect->bytes),
                 bytes_text(row.effect->dropped_bytes), bytes_text(row.effect->marked_bytes),
                 share_text(row.effect->measured_permille),
                 share_text(row.effect->segment_permille)});
        rows.push_back(std::move(cells));
    }
    return std::string("Moved to best effort, by ") + (of_segments ? "segment" : "tier") + ":\n" +
           table(rows);
}

}  // namespace

std::string CongestionReport::to_text(std::chrono::minutes utc_offset) const {
    std::string text = "Congestion from " + time_text(from_ns, utc_offset) + " to " +
                       time_text(until_ns, utc_offset) + " (" + offset_text(utc_offset) + ")\n" +
                       "Of " + std::to_string(subscribers) + " subscribers the use of " +
                       heavy.to_string() + " was heavy, and " + moved.to_string() +
                       " moved to best effort (times: " + times.to_string() + ").\n\n";
    text += near_text(*this, utc_offset);
    if (!by_segment.empty())
        text += "\n" + moved_text(by_segment, true) + "\n" + moved_text(by_tier, false);
    if (!released.empty()) {
        text += "\nReleased:";
        for (const Released& row : released)
            text += std::string(&row == &released.front() ? " " : ", ") + row.times.to_string() +
                    " (" + std::string(name(row.cause)) + ")";
        text += "\n";
    }
    return text;
}

}  // namespace sluice
