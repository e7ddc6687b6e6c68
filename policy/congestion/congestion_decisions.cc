// SPDX-License-Identifier: Apache-2.0
// What a round finds: who is heavy, who is moved, who is released.
#include <algorithm>

#include "policy/congestion/congestion_engine_impl.h"
#include "policy/congestion/directions.h"

namespace sluice {

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
