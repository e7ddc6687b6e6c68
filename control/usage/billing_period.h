// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "control/usage/settings.h"

namespace sluice {

struct BillingPeriod {
    std::chrono::sys_seconds begin;
    std::chrono::sys_seconds end;  // of the next one the first second

    friend bool operator==(const BillingPeriod&, const BillingPeriod&) = default;
};

BillingPeriod period_at(std::chrono::sys_seconds time, const BillingCalendar& calendar);
// The one that began so many periods earlier.
BillingPeriod periods_before(const BillingPeriod& period, unsigned count,
                             const BillingCalendar& calendar);

}  // namespace sluice
