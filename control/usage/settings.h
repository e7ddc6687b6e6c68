// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sluice {

// When a billing period begins: a day of each month, at midnight by a fixed distance from UTC. A
// fixed one, because a period must not depend on what a machine knows of summer time.
struct BillingCalendar {
    unsigned start_day = 1;  // 1 to 28, which every month has
    std::chrono::minutes utc_offset{0};
};

// What is kept of usage, where and for how long.
struct UsageSettings {
    bool enabled = true;
    std::string path;  // empty: beside the store, sluice-usage.db of sluice.db
    std::chrono::seconds commit_every{5};
    BillingCalendar calendar;
    uint32_t periods_kept = 13;                     // the running one included
    std::chrono::seconds erase_after{30 * 86'400};  // of who is no subscriber any more
};

}  // namespace sluice
