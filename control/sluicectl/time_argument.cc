// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/time_argument.h"

#include <ctime>

#include "control/sluicectl/session.h"
#include "policy/yaml/quantity.h"

namespace sluice {

int64_t read_time(const std::string& text, int64_t now) {
    if (const Quantity ago = parse_duration_ns(text); ago.value)
        return now - static_cast<int64_t>(*ago.value / 1'000'000'000);
    for (const char* const format : {"%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"}) {
        std::tm moment{};
        const char* const end = strptime(text.c_str(), format, &moment);
        if (end != nullptr && *end == '\0') {
            const long offset_s = moment.tm_gmtoff;  // timegm() takes it for 0
            return timegm(&moment) - offset_s;
        }
    }
    for (const char* const format : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S",
                                     "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
        std::tm moment{};
        const char* const end = strptime(text.c_str(), format, &moment);
        moment.tm_isdst = -1;
        if (end != nullptr && *end == '\0')
            return mktime(&moment);
    }
    throw CommandFailed("'" + text +
                        "' is no time: write it like 2026-11-29T12:00, or how long ago: 24h");
}

int local_offset_minutes(int64_t unix_seconds) {
    const auto seconds = static_cast<std::time_t>(unix_seconds);
    std::tm local{};
    return localtime_r(&seconds, &local) == nullptr ? 0 : static_cast<int>(local.tm_gmtoff / 60);
}

}  // namespace sluice
