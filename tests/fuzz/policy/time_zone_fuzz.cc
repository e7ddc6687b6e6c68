// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "policy/schedules.h"

// Any bytes are a time zone whose clocks are within a day or so of UTC at any time, or none.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    constexpr int32_t kFarthestS = 26 * 3'600;  // RFC 8536, section 3.2
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto zone = sluice::TimeZone::parse(text);
    if (!zone)
        return 0;
    sluice::Schedules schedules;
    schedules.bit({"A", {{0x55, 60, 30}}}, {{"A", *zone}});
    for (const int64_t time_s : {INT64_MIN, int64_t{-4'000'000'000}, int64_t{0},
                                 int64_t{1'800'000'000}, int64_t{9'000'000'000}, INT64_MAX}) {
        if (std::abs(zone->offset_s(time_s)) > kFarthestS)
            std::abort();
        schedules.open(time_s);
    }
    return 0;
}
