// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/times.h"

#include <charconv>

namespace sluice {
namespace {

// Digits alone; nothing if it is anything else.
std::optional<unsigned> number(std::string_view text) {
    unsigned value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end)
        return std::nullopt;
    return value;
}

}  // namespace

std::optional<uint16_t> parse_time_of_day(std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3)
        return std::nullopt;
    const auto hours = number(text.substr(0, colon));
    const auto minutes = number(text.substr(colon + 1));
    if (!hours || !minutes || *minutes > 59)
        return std::nullopt;
    return static_cast<uint16_t>(*hours * 60 + *minutes);
}

std::optional<std::chrono::minutes> parse_utc_offset(std::string_view text) {
    constexpr unsigned kFarthestMinutes = 14 * 60;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    const auto hours = number(text.substr(1, 2));
    const auto minutes = number(text.substr(4));
    if (!hours || !minutes || *minutes > 59 || *hours * 60 + *minutes > kFarthestMinutes)
        return std::nullopt;
    const std::chrono::minutes east(*hours * 60 + *minutes);
    return text[0] == '-' ? -east : east;
}

}  // namespace sluice
