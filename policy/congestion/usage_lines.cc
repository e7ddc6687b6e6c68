// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/usage_lines.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "policy/csv_line.h"
#include "policy/subscriber_notation.h"

namespace sluice {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kTitles[] = {"time_s", "subscriber", "tier",
                                        "site",   "up_bytes",   "down_bytes"};
// Of any clock; far from where nanoseconds would overflow.
constexpr uint64_t kLastTime = 4'000'000'000;
// A line of six names and numbers is shorter by far; so a file without line ends ends early.
constexpr size_t kLongestLine = 4096;

std::optional<uint64_t> parse_number(std::string_view text) {
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::string quoted(const std::string& name) {
    if (name.find_first_of(",\"") == std::string::npos)
        return name;
    std::string text = "\"";
    for (const char c : name)
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
}

}  // namespace

UsageLines::Line UsageLines::read(std::string_view line) {
    ++line_;
    if (line_ == 1 && line.starts_with(kByteOrderMark))
        line.remove_prefix(kByteOrderMark.size());
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.empty() || hopeless_)
        return {};
    if (titles_ == 0) {
        auto complaint = read_titles(line);
        hopeless_ = complaint.has_value();
        return {std::nullopt, std::move(complaint)};
    }
    return read_use(line);
}

std::string UsageLines::titles() {
    std::string text;
    for (const std::string_view title : kTitles)
        text += (text.empty() ? "" : ",") + std::string(title);
    return text;
}

std::string UsageLines::write(const RecordedUse& use) {
    return std::to_string(use.time_s) + "," + quoted(use.subscriber) + "," + quoted(use.tier) +
           "," + quoted(use.site) + "," + std::to_string(use.bytes[0]) + "," +
           std::to_string(use.bytes[1]);
}

std::optional<Complaint> UsageLines::read_titles(std::string_view line) {
    if (line.size() <= kLongestLine && split_csv_line(line, cells_)) {
        places_ = {};
        titles_ = cells_.size();
        bool known = true;
        for (size_t place = 0; place < cells_.size(); ++place) {
            const auto title = std::find(std::begin(kTitles), std::end(kTitles), cells_[place]);
            known = known && title != std::end(kTitles) &&
                    std::exchange(places_[static_cast<size_t>(title - std::begin(kTitles))],
                                  place + 1) == 0;
            if (!known)
                break;
        }
        if (known && places_[time_s] != 0 && places_[subscriber] != 0 && places_[up_bytes] != 0 &&
            places_[down_bytes] != 0)
            return std::nullopt;
    }
    return complain("", "the first line has to hold the titles " + titles() +
                            ", in any order; tier and site may be left out");
}

UsageLines::Line UsageLines::read_use(std::string_view line) {
    const auto wrong = [&](std::string field, std::string message) {
        return Line{std::nullopt, complain(std::move(field), std::move(message))};
    };
    if (line.size() > kLongestLine)
        return wrong("", "is longer than " + std::to_string(kLongestLine) + " characters");
    if (!split_csv_line(line, cells_))
        return wrong("", "has a quote that is not closed, or text after one");
    if (cells_.size() != titles_)
        return wrong("", "has " + std::to_string(cells_.size()) + " fields, where there are " +
                             std::to_string(titles_) + " titles");

    const auto cell = [&](Column column) {
        return places_[column] == 0 ? std::string() : cells_[places_[column] - 1];
    };
    RecordedUse use;
    use.subscriber = cell(subscriber);
    use.tier = cell(tier);
    use.site = cell(site);
    if (!is_name(use.subscriber))
        return wrong("subscriber", "is no name; " + std::string(kWhatANameIs));
    if (!use.tier.empty() && !is_name(use.tier))
        return wrong("tier", "is no name; " + std::string(kWhatANameIs));
    if (!use.site.empty() && !is_name(use.site))
        return wrong("site", "is no name; " + std::string(kWhatANameIs));
    const auto time = parse_number(cell(time_s));
    if (!time || *time > kLastTime)
        return wrong("time_s", "'" + one_line(cell(time_s)) +
                                   "' is no time in whole seconds, from 0 to " +
                                   std::to_string(kLastTime));
    if (*time < last_time_s_)
        return wrong("time_s", std::to_string(*time) + " is before " +
                                   std::to_string(last_time_s_) +
                                   " of a line above; sort the file by time");
    for (const Column column : {up_bytes, down_bytes}) {
        const auto bytes = parse_number(cell(column));
        if (!bytes)
            return wrong(std::string(kTitles[column]),
                         "'" + one_line(cell(column)) + "' is no whole number of bytes");
        use.bytes[column - up_bytes] = *bytes;
    }
    use.time_s = last_time_s_ = *time;
    return {std::move(use), std::nullopt};
}

Complaint UsageLines::complain(std::string field, std::string message) const {
    return {file_, line_, std::move(field), std::move(message)};
}

}  // namespace sluice
