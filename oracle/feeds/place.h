// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// Where on earth addresses are, as RFC 8805 tells it: a country by its two letters (ISO 3166-1
// alpha-2) and, where it is told, a part of it (ISO 3166-2). In capitals.
struct Place {
    std::array<char, 2> country{};      // zeros: not told
    std::array<char, 3> subdivision{};  // of the country; one to three, then zeros

    // "DE", "us": a country. "ZZ", which used to stand for none, is a place that is not told.
    static std::optional<Place> parse_country(std::string_view text);
    // "DE-HH", "at-7", "GB-ENG": a part of one.
    static std::optional<Place> parse_region(std::string_view text);

    bool is_told() const { return country[0] != 0; }
    bool has_region() const { return subdivision[0] != 0; }
    Place without_region() const { return {country, {}}; }
    std::string to_string() const;  // as it is parsed; "" if it is not told

    friend auto operator<=>(const Place&, const Place&) = default;
};

}  // namespace sluice
