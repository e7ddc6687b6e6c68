// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

// "18:00" or "8:00", in minutes from midnight. Hours have no end here: "24:00" is the end of a day
// where that makes sense.
std::optional<uint16_t> parse_time_of_day(std::string_view text);

// "+05:30", at most 14 hours east or west.
std::optional<std::chrono::minutes> parse_utc_offset(std::string_view text);

}  // namespace sluice
