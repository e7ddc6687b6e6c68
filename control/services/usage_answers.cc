// SPDX-License-Identifier: Apache-2.0
#include "control/services/usage_answers.h"

#include <algorithm>

#include "control/services/congestion_message.h"
#include "control/services/timestamps.h"

namespace sluice {
namespace {

bool met_a_full_queue(const StoredUsage::Count& count) {
    return count.queue_dropped.packets != 0 || count.ce_marked.packets != 0;
}

void add(const StoredUsage::Count& count, v1::QueueEffects* out) {
    out->set_dropped_packets(out->dropped_packets() + count.queue_dropped.packets);
    out->set_dropped_bytes(out->dropped_bytes() + count.queue_dropped.bytes);
    out->set_ce_marked_packets(out->ce_marked_packets() + count.ce_marked.packets);
    out->set_ce_marked_bytes(out->ce_marked_bytes() + count.ce_marked.bytes);
}

void fill(const StoredUsage::Period& period, v1::UsagePeriod* out) {
    set_time(period.when.begin, out->mutable_begin());
    set_time(period.when.end, out->mutable_end());
    uint64_t up_bytes = 0;
    uint64_t down_bytes = 0;
    for (const StoredUsage::Count& count : period.counts) {
        v1::UsageCount* const one = out->add_counts();
        one->set_direction(count.direction);
        one->set_label(count.label);
        one->set_service_class(count.service_class);
        one->set_packets(count.sum.packets);
        one->set_bytes(count.sum.bytes);
        const bool up = count.direction == "up";
        (up ? up_bytes : down_bytes) += count.sum.bytes;
        if (!met_a_full_queue(count))
            continue;
        add(count, one->mutable_queues());
        add(count, up ? out->mutable_up_queues() : out->mutable_down_queues());
    }
    out->set_up_bytes(up_bytes);
    out->set_down_bytes(down_bytes);
}

void fill(const Allowance& allowance, v1::UsagePeriod* period) {
    using Counts = Allowance::Counts;
    v1::Allowance* const out = period->mutable_allowance();
    out->set_bytes(allowance.bytes);
    out->set_counts(allowance.counts == Counts::up     ? "up"
                    : allowance.counts == Counts::down ? "down"
                                                       : "both");
    out->set_used_bytes((allowance.counts == Counts::down ? 0 : period->up_bytes()) +
                        (allowance.counts == Counts::up ? 0 : period->down_bytes()));
}

void fill(const StoredUsage::Effect& effect, v1::RuleEffect* out) {
    out->set_rule(effect.rule);
    out->set_label(effect.label);
    out->set_direction(effect.direction);
    out->set_effect(effect.effect);
    out->set_packets(effect.sum.packets);
    out->set_bytes(effect.sum.bytes);
    set_time(effect.last, out->mutable_last());
}

std::optional<Allowance> allowance_of(const std::string& tier, const Policy& policy) {
    const auto found = std::find_if(policy.tiers.begin(), policy.tiers.end(),
                                    [&](const Tier& one) { return one.name == tier; });
    return found == policy.tiers.end() ? std::nullopt : found->allowance;
}

}  // namespace

// The running period is there even if nothing is in it; the earlier ones only if there is.
grpc::Status UsageAnswers::answer(const v1::UsageRequest& request,
                                  v1::SubscriberUsage* response) const try {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const uint32_t periods = std::max(request.periods(), 1u);
    auto stored = rounds_.find(request.id(), periods, now);
    const auto subscriber = registry_.find(request.id());
    if (!stored && !subscriber)
        return {grpc::StatusCode::NOT_FOUND,
                "nothing is kept of a subscriber '" + request.id() + "'"};
    if (!stored)
        stored.emplace();
    const BillingPeriod running = rounds_.running_period(now);
    if (stored->periods.empty() || stored->periods.front().when.begin < running.begin)
        stored->periods.insert(stored->periods.begin(), {running, {}});
    if (stored->periods.size() > periods)
        stored->periods.resize(periods);

    response->set_id(request.id());
    if (rounds_.as_of() != std::chrono::sys_seconds{})  // else nothing was written ever
        set_time(rounds_.as_of(), response->mutable_as_of());
    for (const StoredUsage::Period& period : stored->periods)
        fill(period, response->add_periods());
    // Which tier it had in those before is not kept.
    if (subscriber)
        if (const auto allowance = allowance_of(subscriber->tier, revisions_.active()->policy()))
            fill(*allowance, response->mutable_periods(0));
    for (const StoredUsage::Effect& effect : stored->effects)
        fill(effect, response->add_effects());
    if (congestion_ != nullptr)
        if (const auto standing = congestion_->standing_of(request.id()))
            fill(*standing, congestion_->last_round(), response->mutable_congestion());
    return grpc::Status::OK;
} catch (const StoreError& error) {
    return {grpc::StatusCode::UNAVAILABLE, error.what()};
}

}  // namespace sluice
