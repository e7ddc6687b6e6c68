// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/geofeed_lines.h"

#include <optional>

#include "policy/csv_line.h"

namespace sluice {
namespace {

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Not told, told, or wrong (nothing).
std::optional<Place> read_place(std::string_view country, std::string_view region) {
    Place place;
    if (!country.empty()) {
        const auto read = Place::parse_country(country);
        if (!read)
            return std::nullopt;
        place = *read;
    }
    if (region.empty())
        return place;
    const auto read = Place::parse_region(region);
    // A region of another country says that one of the two is wrong.
    if (!read || (!country.empty() && read->without_region() != place))
        return std::nullopt;
    return read;
}

}  // namespace

void GeofeedLines::read_line(std::string_view line) {
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) {
        ++builder_.counts().passed_over;
        return;
    }
    if (!split_csv_line(line, cells_)) {
        ++builder_.counts().wrong;
        return;
    }
    const auto cell = [&](size_t number) {
        return number < cells_.size() ? trimmed(cells_[number]) : std::string_view{};
    };
    const auto prefix = Prefix::parse(cell(0));
    const auto place = read_place(cell(1), cell(2));
    if (!prefix || !place) {
        ++builder_.counts().wrong;
        return;
    }
    FeedEntry entry;
    entry.prefix = *prefix;
    entry.place = *place;
    builder_.add(entry);
}

}  // namespace sluice
