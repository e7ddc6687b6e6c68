// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace sluice {

inline int64_t utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0,
                   int second = 0) {
    using namespace std::chrono;
    const sys_days date =
        std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
    return seconds{date.time_since_epoch()}.count() + hour * 3'600 + minute * 60 + second;
}

}  // namespace sluice
