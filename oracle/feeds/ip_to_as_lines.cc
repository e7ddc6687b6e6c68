// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/ip_to_as_lines.h"

#include <charconv>
#include <optional>

#include "oracle/feeds/address_range.h"

namespace sluice {
namespace {

std::string_view take_field(std::string_view& line) {
    const size_t tab = line.find('\t');
    const std::string_view field = line.substr(0, tab);
    line.remove_prefix(tab == std::string_view::npos ? line.size() : tab + 1);
    return field;
}

std::optional<uint32_t> parse_as(std::string_view digits) {
    uint32_t number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc{} || stopped != end)
        return std::nullopt;
    return number;
}

// IPv4 in IPv6's clothes would count as the other family.
std::optional<IpAddress> parse_plain_address(std::string_view text) {
    const auto address = IpAddress::parse(text);
    if (address && address->is_ipv4() && text.find(':') != std::string_view::npos)
        return std::nullopt;
    return address;
}

}  // namespace

void IpToAsLines::read_line(std::string_view line) {
    if (line.front() == '#') {
        ++builder_.counts().passed_over;
        return;
    }
    const auto first = parse_plain_address(take_field(line));
    const auto last = parse_plain_address(take_field(line));
    const auto origin_as = parse_as(take_field(line));
    prefixes_.clear();
    if (first && last && origin_as)
        split_range(*first, *last, prefixes_);
    if (prefixes_.empty()) {
        ++builder_.counts().wrong;
        return;
    }
    if (*origin_as == 0) {
        ++builder_.counts().passed_over;
        return;
    }
    FeedEntry entry;
    entry.origin_as = *origin_as;
    entry.place = Place::parse_country(take_field(line)).value_or(Place{});
    for (const Prefix& prefix : prefixes_) {
        entry.prefix = prefix;
        builder_.add(entry);
    }
}

}  // namespace sluice
