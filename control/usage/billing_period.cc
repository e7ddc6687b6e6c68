// SPDX-License-Identifier: Apache-2.0
#include "control/usage/billing_period.h"

namespace sluice {
namespace {

using namespace std::chrono;

BillingPeriod beginning_in(year_month month, const BillingCalendar& calendar) {
    const auto midnight = [&](year_month at) {
        return sys_seconds(sys_days(at / day(calendar.start_day))) - calendar.utc_offset;
    };
    return {midnight(month), midnight(month + months(1))};
}

}  // namespace

BillingPeriod period_at(sys_seconds time, const BillingCalendar& calendar) {
    const year_month_day local(floor<days>(time + calendar.utc_offset));
    const bool begun = local.day() >= day(calendar.start_day);
    const year_month month = local.year() / local.month();
    return beginning_in(begun ? month : month - months(1), calendar);
}

BillingPeriod periods_before(const BillingPeriod& period, unsigned count,
                             const BillingCalendar& calendar) {
    const year_month_day local(floor<days>(period.begin + calendar.utc_offset));
    return beginning_in(local.year() / local.month() - months(count), calendar);
}

}  // namespace sluice
