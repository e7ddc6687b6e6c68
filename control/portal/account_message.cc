// SPDX-License-Identifier: Apache-2.0
#include "control/portal/account_message.h"

#include <algorithm>

namespace sluice {
namespace {

QueueEffects read_queues(const v1::QueueEffects& message) {
    return {message.dropped_packets(), message.dropped_bytes(), message.ce_marked_packets(),
            message.ce_marked_bytes()};
}

BillingPeriod read_period(const v1::UsagePeriod& message) {
    BillingPeriod period;
    period.begin = message.begin().seconds();
    period.end = message.end().seconds();
    period.up_bytes = message.up_bytes();
    period.down_bytes = message.down_bytes();
    for (const v1::UsageCount& count : message.counts())
        period.kinds.push_back({count.direction(), count.label(), count.service_class(),
                                count.packets(), count.bytes(), read_queues(count.queues())});
    period.up_queues = read_queues(message.up_queues());
    period.down_queues = read_queues(message.down_queues());
    if (message.has_allowance())
        period.allowance = TierAllowance{message.allowance().bytes(), message.allowance().counts(),
                                         message.allowance().used_bytes()};
    return period;
}

}  // namespace

KeptUsage read_usage(const v1::SubscriberUsage& message) {
    KeptUsage usage;
    usage.as_of = message.as_of().seconds();
    for (const v1::UsagePeriod& period : message.periods())
        usage.periods.push_back(read_period(period));
    for (const v1::RuleEffect& effect : message.effects())
        usage.touches.push_back({effect.rule(), effect.label(), effect.direction(), effect.effect(),
                                 effect.packets(), effect.bytes(), effect.last().seconds()});
    return usage;
}

LineCongestion read_congestion(const v1::SubscriberCongestion& message) {
    LineCongestion line{message.measure(), message.window_seconds(), {}};
    for (const v1::SubscriberSide& told : message.sides()) {
        LineSide side{.direction = told.direction(),
                      .rate_bps = told.rate_bps(),
                      .use = told.use(),
                      .near_congested = told.near_congested(),
                      .heavy = told.heavy()};
        if (told.has_best_effort()) {
            const v1::BestEffort& stay = told.best_effort();
            side.best_effort =
                BestEffortStay{stay.since().seconds(),   stay.use(),
                               stay.threshold(),         stay.segment_utilisation(),
                               stay.segment_threshold(), stay.earliest_end().seconds(),
                               stay.release_below(),     stay.release_window_seconds()};
        }
        line.sides.push_back(std::move(side));
    }
    return line;
}

bool has_whole_address(const v1::Subscriber& subscriber, const IpAddress& address) {
    return std::any_of(subscriber.addresses().begin(), subscriber.addresses().end(),
                       [&](const v1::SubscriberAddress& held) {
                           const auto prefix = Prefix::parse(held.prefix());
                           return prefix && prefix->contains(address) && !held.has_ports();
                       });
}

}  // namespace sluice
