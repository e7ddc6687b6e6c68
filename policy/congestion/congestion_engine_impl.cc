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

void CongestionEngine::Impl::take_in_use() {
    for (auto& [side, move] : moves_) {
        const auto [record, direction] = side;
        const uint32_t use = subscribers_[record].use;
        move.wait.add(use == ActiveUses::kNone ? 0 : uses_[use].pending_bytes[at(direction)],
                      time_.before_ns(), time_.now_ns(), tier_of(record).release(direction));
    }
    for (const uint32_t number : uses_.touched()) {
        ActiveUses::Use& use = uses_[number];
        for (const Direction direction : kDirections) {
            uint64_t& pending = use.pending_bytes[at(direction)];
            if (pending != 0)
                use.windows[at(direction)].add(pending, time_.before_ns(), time_.now_ns(),
                                               use.slice_ns);
            pending = 0;
        }
    }
}

// An average only rises by use, so that nobody else can have become heavy than who used something.
void CongestionEngine::Impl::decide_heavy(std::vector<Transition>& found) {
    std::vector<Side> were_heavy;
    were_heavy.reserve(heavy_.size());
    for (const auto& [side, since] : heavy_)
        were_heavy.push_back(side);
    for (const Side& side : were_heavy)
        decide_heavy(side, found);
    for (const uint32_t number : uses_.touched())
        if (uses_[number].taken)
            for (const Direction direction : kDirections)
                decide_heavy({uses_[number].record, direction}, found);
}

void CongestionEngine::Impl::decide_heavy(Side side, std::vector<Transition>& found) {
    const auto [record, direction] = side;
    const TierRates& tier = tier_of(record);
    const uint64_t rate_bps = tier.rate_bps[at(direction)];
    const bool is_heavy = rate_bps != 0 && is_above(used(side), rate_bps, tier.window_ns(),
                                                    tier.heavy.above_permille);
    if (is_heavy && heavy_.emplace(side, time_.now()).second) {
        set(side, Condition::heavy, true);
        found.push_back(transition(TransitionKind::subscriber_heavy, side));
    } else if (!is_heavy) {
        end_heavy(side, rate_bps == 0 ? TransitionCause::no_rate : TransitionCause::measured,
                  found);
    }
}

// Nobody is released whom the same round would move again.
void CongestionEngine::Impl::decide_release(std::vector<Transition>& found) {
    std::vector<std::pair<Side, TransitionCause>> over;
    for (const auto& [side, move] : moves_) {
        const auto [record, direction] = side;
        const TierRates& tier = tier_of(record);
        if (tier.rate_bps[at(direction)] == 0)
            over.emplace_back(side, TransitionCause::no_rate);
        else if (move.wait.is_over(tier.release(direction)) && heavy_.count(side) == 0)
            over.emplace_back(side, TransitionCause::measured);
    }
    for (const auto& [side, cause] : over)
        end_move(side, cause, found);
}

// RFC 6057, figure 2: questions 1 and 2.
void CongestionEngine::Impl::decide_moves(std::vector<Transition>& found) {
    for (const auto& [side, since] : heavy_) {
        const auto [record, direction] = side;
        const uint32_t segment = segments_.near_congested(subscribers_[record].segment, direction);
        if (segment == kNoSegment || moves_.count(side) != 0)
            continue;
        Transition why = transition(TransitionKind::moved, side);
        tell_segment(segment, why);
        why.segment_permille = segments_[segment].permille(direction, time_.now_ns());
        why.segment_threshold_permille = segments_[segment].sides[at(direction)].threshold_permille;
        why.at_ns = time_.now().clock_ns;
        const auto moved =
            moves_.emplace(side, Move{why, ReleaseWait(time_.now_ns()), time_.now()}).first;
        why.earliest_release_ns = earliest_release_ns(side, moved->second);
        moved->second.why = why;
        set(side, Condition::best_effort, true);
        found.push_back(std::move(why));
    }
}

std::vector<ConditionChange> CongestionEngine::Impl::take_changes() {
    std::sort(changed_.begin(), changed_.end());
    std::vector<ConditionChange> changes;
    for (const uint32_t record : changed_) {
        Subscriber& subscriber = subscribers_[record];
        if (subscriber.left || subscriber.conditions != subscriber.told)
            changes.push_back({record, subscriber.conditions});
        subscriber.told = subscriber.conditions;
        subscriber.left = false;
        subscriber.changed = false;
    }
    changed_.clear();
    return changes;
}

void CongestionEngine::Impl::end_heavy(Side side, TransitionCause cause,
                                       std::vector<Transition>& found) {
    const auto heavy = heavy_.find(side);
    if (heavy == heavy_.end())
        return;
    Transition end = transition(TransitionKind::subscriber_not_heavy, side);
    end.cause = cause;
    end.lasted_ns = time_.since(heavy->second);
    found.push_back(std::move(end));
    heavy_.erase(heavy);
    set(side, Condition::heavy, false);
}

void CongestionEngine::Impl::end_move(Side side, TransitionCause cause,
                                      std::vector<Transition>& found) {
    const auto found_move = moves_.find(side);
    if (found_move == moves_.end())
        return;
    const Move& move = found_move->second;
    const ReleaseWait::Threshold threshold = tier_of(side.first).release(side.second);
    Transition end = transition(TransitionKind::released, side);
    end.cause = cause;
    end.segment = segments_.number(move.why.segment_name, move.why.segment_is_link);
    end.segment_name = move.why.segment_name;
    end.segment_is_link = move.why.segment_is_link;
    end.measured_permille = move.wait.average_permille(threshold);
    end.threshold_permille = threshold.below_permille;
    end.window_ns = threshold.window_ns;
    end.lasted_ns = time_.since(move.since);
    found.push_back(std::move(end));
    moves_.erase(found_move);
    set(side, Condition::best_effort, false);
}

void CongestionEngine::Impl::set(Side side, Condition condition, bool on) {
    subscribers_[side.first].conditions.set(condition, side.second, on);
    mark_changed(side.first);
}

uint64_t CongestionEngine::Impl::used(Side side) const {
    const uint32_t number = subscribers_[side.first].use;
    if (number == ActiveUses::kNone)
        return 0;
    const ActiveUses::Use& use = uses_[number];
    return use.windows[at(side.second)].bytes(time_.now_ns(), use.slice_ns);
}

Transition CongestionEngine::Impl::transition(TransitionKind kind, Side side) const {
    const auto [record, direction] = side;
    const TierRates& tier = tier_of(record);
    Transition transition;
    transition.kind = kind;
    transition.direction = direction;
    transition.record = record;
    transition.tier = tier.name;
    tell_segment(subscribers_[record].segment, transition);
    transition.measured_permille =
        rate_permille(used(side), tier.rate_bps[at(direction)], tier.window_ns());
    transition.threshold_permille = tier.heavy.above_permille;
    transition.window_ns = tier.window_ns();
    return transition;
}

void CongestionEngine::Impl::tell_segment(uint32_t segment, Transition& transition) const {
    transition.segment = segment;
    if (segment == kNoSegment)
        return;
    transition.segment_name = segments_[segment].name;
    transition.segment_is_link = segments_[segment].is_link;
}

}  // namespace sluice
