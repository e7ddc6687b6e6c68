// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/place.h"

#include <algorithm>

namespace sluice {
namespace {

// In any locale: what stands in a feed is ASCII or wrong.
char capital(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_letter_or_digit(char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
}

}  // namespace

std::optional<Place> Place::parse_country(std::string_view text) {
    Place place;
    if (text.size() != place.country.size())
        return std::nullopt;
    std::transform(text.begin(), text.end(), place.country.begin(), capital);
    if (!std::all_of(place.country.begin(), place.country.end(), is_letter))
        return std::nullopt;
    return place.country == std::array{'Z', 'Z'} ? Place{} : place;  // RFC 8805, section 2.1.2
}

std::optional<Place> Place::parse_region(std::string_view text) {
    const size_t dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    auto place = parse_country(text.substr(0, dash));
    const std::string_view part = text.substr(dash + 1);
    if (!place || !place->is_told() || part.empty() || part.size() > place->subdivision.size())
        return std::nullopt;
    for (size_t i = 0; i < place->subdivision.size(); ++i)
        place->subdivision[i] = i < part.size() ? capital(part[i]) : '\0';
    if (!std::all_of(place->subdivision.begin(), place->subdivision.begin() + part.size(),
                     is_letter_or_digit))
        return std::nullopt;
    return place;
}

std::string Place::to_string() const {
    if (!is_told())
        return "";
    std::string text(country.begin(), country.end());
    if (has_region())
        text += "-" + std::string(subdivision.begin(),
                                  std::find(subdivision.begin(), subdivision.end(), '\0'));
    return text;
}

}  // namespace sluice
