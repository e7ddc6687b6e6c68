// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/congestion_engine_impl.h"

#include <algorithm>
#include <tuple>

#include "policy/congestion/directions.h"

namespace sluice {
namespace {

constexpr bool has(uint8_t mask, Direction direction) {
    return (mask >> at(direction) & 1) != 0;
}

// Segments first, then subscribers; removed segments, which have no number, after the others.
bool comes_before(const Transition& a, const Transition& b) {
    const auto key = [](const Transition& transition) {
        const bool is_subscriber = transition.record != SubscriberRef::kNobody;
        return std::tuple(is_subscriber, is_subscriber ? transition.record : transition.segment,
                          transition.direction, transition.kind);
    };
    return key(a) < key(b);
}

}  // namespace

uint64_t CongestionEngine::Impl::TierRates::slice_ns() const {
    return std::max<uint64_t>(heavy.window_ns / UseWindow::kSlices, 1);
}

ReleaseWait::Threshold CongestionEngine::Impl::TierRates::release(Direction direction) const {
    return {rate_bps[at(direction)], heavy.release_below_permille, heavy.release_window_ns};
}

void CongestionEngine::Impl::configure(const Policy& policy,
                                       std::span<const CongestionLink> links) {
    if (enabled_ && !policy.congestion)
        switch_off();
    enabled_ = policy.congestion.has_value();
    segments_.configure(policy, links, time_, ended_);

    usual_ = policy.congestion ? policy.congestion->heavy : HeavyUse{};
    for (TierRates& tier : tiers_) {
        tier.rate_bps = {};
        tier.heavy = usual_;
    }
    for (const Tier& configured : policy.tiers) {
        TierRates& tier = tiers_[tier_number(configured.name)];
        tier.rate_bps = {configured.up_bps, configured.down_bps};
        tier.heavy = configured.heavy.value_or(usual_);
    }
    for (size_t number = 1; number < sites_.size(); ++number)
        site_segments_[number] = segments_.number(sites_[number], false);

    first_subscriber_.assign(segments_.count(), kNoRecord);
    subscriber_count_.assign(segments_.count(), 0);
    for (uint32_t record = 0; record < subscribers_.size(); ++record) {
        if (!subscribers_[record].present)
            continue;
        subscribers_[record].segment = kNoSegment;  // of another numbering
        settle_place(record);
        settle_measure(record);
    }
}

void CongestionEngine::Impl::put(uint32_t record, std::string_view tier, std::string_view site) {
    if (record == SubscriberRef::kNobody)
        return;
    const uint16_t new_tier = tier_number(std::string(tier));
    const uint16_t new_site = site_number(std::string(site));
    if (record >= subscribers_.size())
        subscribers_.resize(size_t{record} + 1);
    Subscriber& subscriber = subscribers_[record];
    if (subscriber.present && subscriber.tier == new_tier && subscriber.site == new_site)
        return;
    subscriber.present = true;
    subscriber.tier = new_tier;
    subscriber.site = new_site;
    settle_place(record);
    settle_measure(record);
}

void CongestionEngine::Impl::remove(uint32_t record) {
    if (!is_present(record))
        return;
    for (const Direction direction : kDirections) {
        end_move({record, direction}, TransitionCause::removed, ended_);
        end_heavy({record, direction}, TransitionCause::removed, ended_);
    }
    leave_segment(record);
    Subscriber& subscriber = subscribers_[record];
    if (subscriber.use != ActiveUses::kNone)
        uses_.give_back(subscriber.use);
    const bool was_told = subscriber.left || subscriber.told != Conditions{};
    const bool changed = subscriber.changed;
    subscriber = {};
    subscriber.left = was_told;
    subscriber.changed = changed;
    mark_changed(record);
}

void CongestionEngine::Impl::add_use(uint32_t record, Direction direction, uint64_t bytes,
                                     Measure measure) {
    if (!enabled_ || !is_present(record))
        return;
    Subscriber& subscriber = subscribers_[record];
    if (measure == Measure::volume)
        segments_.add(subscriber.segment, direction, bytes);
    const TierRates& tier = tier_of(record);
    if (measure != tier.heavy.measure || tier.rate_bps[at(direction)] == 0 || bytes == 0)
        return;
    if (subscriber.use == ActiveUses::kNone)
        subscriber.use = uses_.take(record, tier.slice_ns(), measure);
    uint64_t& pending = uses_[subscriber.use].pending_bytes[at(direction)];
    pending = saturating_add(pending, bytes);
    uses_.touch(subscriber.use);
}

void CongestionEngine::Impl::add_segment_use(uint32_t segment, Direction direction,
                                             uint64_t bytes) {
    if (enabled_)
        segments_.add(segment, direction, bytes);
}

CongestionRound CongestionEngine::Impl::advance(uint64_t now_ns) {
    time_.advance(now_ns);
    CongestionRound round;
    round.transitions = std::move(ended_);
    ended_.clear();
    if (enabled_) {
        for (const uint32_t segment : segments_.advance(time_, round.transitions))
            settle_segment(segment);
        take_in_use();
        decide_heavy(round.transitions);
        decide_release(round.transitions);
        decide_moves(round.transitions);
        uses_.forget_idle(time_.now_ns(),
                          [&](uint32_t record) { subscribers_[record].use = ActiveUses::kNone; });
    }
    uses_.end_round();
    for (Transition& transition : round.transitions)
        transition.at_ns = now_ns;
    std::stable_sort(round.transitions.begin(), round.transitions.end(), comes_before);
    round.conditions = take_changes();
    return round;
}

// Numbers follow each other, so that arrays by number grow with the names.
uint16_t CongestionEngine::Impl::tier_number(const std::string& name) {
    const uint16_t number = tier_names_.number(name);
    if (number == tiers_.size())
        tiers_.push_back({name, {}, usual_});
    return number;
}

uint16_t CongestionEngine::Impl::site_number(const std::string& name) {
    const uint16_t number = site_names_.number(name);
    if (number == sites_.size()) {
        sites_.push_back(name);
        site_segments_.push_back(segments_.number(name, false));
    }
    return number;
}

// The site's segment, or the link's.
void CongestionEngine::Impl::settle_place(uint32_t record) {
    Subscriber& subscriber = subscribers_[record];
    const uint32_t of_site = site_segments_[subscriber.site];
    const uint32_t segment = of_site == kNoSegment ? segments_.only_link() : of_site;
    if (segment != subscriber.segment) {
        leave_segment(record);
        subscriber.segment = segment;
        if (segment != kNoSegment) {
            uint32_t& first = first_subscriber_[segment];
            subscriber.previous = kNoRecord;
            subscriber.next = first;
            if (first != kNoRecord)
                subscribers_[first].previous = record;
            first = record;
            ++subscriber_count_[segment];
        }
    }
    settle_near(record);
}

void CongestionEngine::Impl::leave_segment(uint32_t record) {
    Subscriber& subscriber = subscribers_[record];
    if (subscriber.segment == kNoSegment)
        return;
    if (subscriber.next != kNoRecord)
        subscribers_[subscriber.next].previous = subscriber.previous;
    if (subscriber.previous != kNoRecord)
        subscribers_[subscriber.previous].next = subscriber.next;
    else
        first_subscriber_[subscriber.segment] = subscriber.next;
    --subscriber_count_[subscriber.segment];
    subscriber.segment = kNoSegment;
}

// The next round looks whether it is heavy by what it is measured by now.
void CongestionEngine::Impl::settle_measure(uint32_t record) {
    const uint32_t use = subscribers_[record].use;
    if (use == ActiveUses::kNone)
        return;
    const TierRates& tier = tier_of(record);
    uses_.measure_by(use, tier.slice_ns(), tier.heavy.measure, time_.now_ns());
    uses_.touch(use);
}

void CongestionEngine::Impl::settle_near(uint32_t record) {
    Subscriber& subscriber = subscribers_[record];
    const uint8_t mask = enabled_ ? segments_.near_mask(subscriber.segment) : 0;
    for (const Direction direction : kDirections)
        subscriber.conditions.set(Condition::near_congested, direction, has(mask, direction));
    if (subscriber.conditions != subscriber.told)
        mark_changed(record);
}

void CongestionEngine::Impl::settle_segment(uint32_t segment) {
    for (uint32_t record = first_subscriber_[segment]; record != kNoRecord;
         record = subscribers_[record].next)
        settle_near(record);
}

void CongestionEngine::Impl::mark_changed(uint32_t record) {
    if (!subscribers_[record].changed)
        changed_.push_back(record);
    subscribers_[record].changed = true;
}

// Nothing is measured until it is on again, so nothing that was measured is kept.
void CongestionEngine::Impl::switch_off() {
    while (!moves_.empty())
        end_move(moves_.begin()->first, TransitionCause::switched_off, ended_);
    while (!heavy_.empty())
        end_heavy(heavy_.begin()->first, TransitionCause::switched_off, ended_);
    segments_.end_all(TransitionCause::switched_off, time_, ended_);
    uses_ = {};
    for (Subscriber& subscriber : subscribers_)
        subscriber.use = ActiveUses::kNone;
}

}  // namespace sluice
