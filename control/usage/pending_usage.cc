// SPDX-License-Identifier: Apache-2.0
#include "control/usage/pending_usage.h"

namespace sluice {
namespace {

void add_to(UsageSum& sum, const UsageRow& row) {
    sum.packets += row.packets;
    sum.bytes += row.bytes;
}

void add_to(CountSums& sums, const UsageRow& row) {
    const UsageChange change = change_of_left(row);
    sums.left.packets += change.packets;
    sums.left.bytes += change.bytes;
    if (row.kind == UsageKind::queue_dropped)
        add_to(sums.queue_dropped, row);
    else if (row.kind == UsageKind::ce_marked)
        add_to(sums.ce_marked, row);
}

}  // namespace

void PendingUsage::add(const std::string& id, const UsageRow& row, const std::string& rule,
                       std::chrono::sys_seconds now) {
    OfSubscriber& used = subscribers_[id];
    if (!row.is_of_rule()) {
        const BillingPeriod period = period_at(now, calendar_);
        periods_.insert_or_assign(period.begin, period.end);
        const auto [place, is_new] =
            used.counts.try_emplace({period.begin, row.direction, row.label, row.service_class});
        add_to(place->second, row);
        rows_ += is_new ? 1 : 0;
        return;
    }
    const std::chrono::sys_seconds hour = std::chrono::floor<std::chrono::hours>(now);
    const auto [place, is_new] =
        used.effects.try_emplace({hour, rule, row.label, row.direction, row.kind});
    add_to(place->second.sum, row);
    place->second.last = now;
    rows_ += is_new ? 1 : 0;
}

void PendingUsage::clear() {
    subscribers_.clear();
    periods_.clear();
    rows_ = 0;
}

}  // namespace sluice
