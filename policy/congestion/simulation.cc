// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/simulation.h"

#include <algorithm>
#include <set>

#include "policy/congestion/directions.h"
#include "policy/congestion/use_window.h"

namespace sluice {

Simulation::Simulation(const Policy& policy, std::span<const CongestionLink> links) {
    engine_.configure(policy, links);
}

uint32_t Simulation::put(std::string_view id, std::string_view tier, std::string_view site) {
    const auto next = static_cast<uint32_t>(places_.size());
    const auto [found, is_new] = numbers_.try_emplace(std::string(id), next);
    const uint32_t number = found->second;
    if (is_new) {
        places_.emplace_back();
        result_.ids.emplace_back(id);
    }
    if (is_new || places_[number].tier != tier || places_[number].site != site) {
        places_[number] = {std::string(tier), std::string(site)};
        engine_.put(number, tier, site);
    }
    return number;
}

void Simulation::use(const RecordedUse& use) {
    constexpr uint64_t kSecondNs = 1'000'000'000;
    reach(use.time_s * kSecondNs);
    const uint32_t number = put(use.subscriber, use.tier, use.site);
    for (const Direction direction : kDirections)
        count({number, direction, use.bytes[at(direction)]});
}

void Simulation::use(uint64_t time_ns, uint32_t subscriber, Direction direction, uint64_t bytes) {
    reach(time_ns);
    if (subscriber < places_.size())
        count({subscriber, direction, bytes});
}

SimulationResult Simulation::finish() {
    if (times_ == 1) {  // of unknown length: at once
        engine_.advance(time_ns_);
        result_.from_ns = time_ns_;
        ++times_;
        for (const Use& use : first_uses_)
            count(use);
    }
    if (times_ > 0)
        end_round();
    result_.until_ns = time_ns_;
    result_.subscribers = static_cast<uint32_t>(places_.size());
    std::set<uint32_t> touched;
    for (const Touched& one : result_.touched)
        touched.insert(one.moved.record);
    result_.touched_subscribers = static_cast<uint32_t>(touched.size());
    for (const auto& [key, bytes] : best_effort_bytes_) {
        BestEffortUse& use = result_.use.emplace_back();
        std::tie(use.segment_name, use.segment_is_link, use.tier, use.direction) = key;
        use.bytes = bytes;
    }
    return std::move(result_);
}

void Simulation::reach(uint64_t time_ns) {
    if (times_ != 0 && time_ns <= time_ns_)
        return;
    if (times_ == 1) {
        // The first round began as long before its time as the second one did.
        const uint64_t step_ns = time_ns - time_ns_;
        result_.from_ns = time_ns_ - std::min(step_ns, time_ns_);
        engine_.advance(result_.from_ns);
        for (const Use& use : first_uses_)
            engine_.add_use(use.subscriber, use.direction, use.bytes);
        first_uses_.clear();
    }
    if (times_ != 0)
        end_round();
    time_ns_ = time_ns;
    ++times_;
}

void Simulation::count(const Use& use) {
    if (times_ == 1) {
        first_uses_.push_back(use);
        return;
    }
    engine_.add_use(use.subscriber, use.direction, use.bytes);
    const auto moved = on_best_effort_.find({use.subscriber, use.direction});
    if (moved == on_best_effort_.end())
        return;
    const Transition& why = result_.touched[moved->second].moved;
    uint64_t& bytes =
        best_effort_bytes_[{why.segment_name, why.segment_is_link, why.tier, why.direction}];
    bytes = saturating_add(bytes, use.bytes);
}

void Simulation::end_round() {
    take(engine_.advance(time_ns_));
}

void Simulation::take(CongestionRound round) {
    for (Transition& transition : round.transitions) {
        const Side side{transition.record, transition.direction};
        if (transition.kind == TransitionKind::moved) {
            on_best_effort_[side] = result_.touched.size();
            result_.touched.push_back({result_.ids[transition.record], transition, {}});
        } else if (transition.kind == TransitionKind::released) {
            const auto moved = on_best_effort_.find(side);
            if (moved != on_best_effort_.end()) {
                result_.touched[moved->second].released = transition;
                on_best_effort_.erase(moved);
            }
        }
        result_.transitions.push_back(std::move(transition));
    }
}

}  // namespace sluice
