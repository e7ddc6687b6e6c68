// SPDX-License-Identifier: Apache-2.0
#include "policy/snapshot.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "policy/rule_table.h"
#include "policy/schedules.h"

namespace sluice {
namespace {

std::vector<const Match*> never_touched(const Policy& policy) {
    std::vector<const Match*> matches;
    for (const Match& match : policy.never_touch)
        matches.push_back(&match);
    return matches;
}

Decision stated(uint32_t number, const Action& action) {
    return {.rule = number,
            .drop = action.drop,
            .police = action.police.has_value(),
            .mark = action.dscp.has_value(),
            .dscp = action.dscp.value_or(0),
            .shape = action.shape.has_value(),
            .reset = action.reset,
            .refuse = action.refuse,
            .cap = action.connections.has_value(),
            .marked_headers = action.marked_headers};
}

// What is reset is not refused, and what cannot be reset is not reset.
void settle_answer(Decision& decision, uint8_t protocol, Label label) {
    if (decision.reset == ResetEnds::none)
        return;
    if (can_reset(protocol, label))
        decision.refuse = false;
    else
        decision.reset = ResetEnds::none;
}

// The rules that are in shadow, or those that are not, in a table of their own.
struct SomeRules {
    SomeRules(const Policy& policy, bool in_shadow, const MatchNumbers& of_matches)
        : table(
              [&] {
                  std::vector<const Match*> matches;
                  for (uint32_t i = 0; i < policy.rules.size(); ++i) {
                      if (policy.in_shadow(policy.rules[i]) != in_shadow)
                          continue;
                      matches.push_back(&policy.rules[i].match);
                      numbers.push_back(i);
                  }
                  return matches;
              }(),
              of_matches) {}

    // Among the policy's rules, or Decision::kNoRule.
    std::array<uint32_t, kDirectionCount> first_match(const FlowFacts& facts) const {
        auto matched = table.first_match(facts);
        for (uint32_t& rule : matched)
            rule = rule == RuleTable::kNoMatch ? Decision::kNoRule : numbers[rule];
        return matched;
    }
    size_t memory_bytes() const {
        return table.memory_bytes() + numbers.capacity() * sizeof(uint32_t);
    }

    std::vector<uint32_t> numbers;  // of the table's, ascending
    RuleTable table;
};

// By the numbers of tiers.
std::vector<FlowLimits> limits_by_tier(const Policy& policy, PolicyNames& names) {
    std::vector<FlowLimits> limits(1, policy.limits.value_or(FlowLimits{}));
    for (const Tier& tier : policy.tiers) {
        const size_t number = names.tiers.number(tier.name);
        if (number >= limits.size())
            limits.resize(number + 1, limits.front());
        if (tier.limits)
            limits[number] = *tier.limits;
    }
    return limits;
}

}  // namespace

struct Snapshot::Impl {
    Impl(Policy checked, uint64_t revision_given, uint32_t number_given, PolicyNames& names,
         std::span<const LinkCapacity> links)
        : policy(std::move(checked)),
          revision(revision_given),
          number(number_given),
          default_tier(names.tiers.number(policy.default_tier)),
          dependencies(dependencies_of(policy)),
          never_touch(never_touched(policy), {names, links, schedules, policy.time_zones}),
          rules(policy, false, {names, links, schedules, policy.time_zones}),
          shadows(policy, true, {names, links, schedules, policy.time_zones}),
          shaping(policy, links, names),
          limits(limits_by_tier(policy, names)) {
        for (uint32_t i = 0; i < policy.rules.size(); ++i)
            decisions.push_back(stated(i, policy.rules[i].action));
        for (const Rule& rule : policy.rules)
            rule_numbers.push_back(names.rules.number(rule.name));
    }

    Decision decide(uint32_t rule, uint8_t protocol, Label label) const {
        Decision decided = decisions[rule];
        settle_answer(decided, protocol, label);
        return decided;
    }
    std::array<Decision, kDirectionCount> decide(const FlowFacts& facts) const;

    Policy policy;
    uint64_t revision;
    uint32_t number;
    uint16_t default_tier;
    Dependencies dependencies;
    Schedules schedules;
    RuleTable never_touch;
    SomeRules rules;
    SomeRules shadows;
    ShapingPlan shaping;
    std::vector<Decision> decisions;
    std::vector<uint16_t> rule_numbers;
    std::vector<FlowLimits> limits;
};

Snapshot::Snapshot(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Snapshot::~Snapshot() = default;

std::shared_ptr<const Snapshot> Snapshot::compile(Policy policy, uint64_t revision, uint32_t number,
                                                  PolicyNames& names,
                                                  std::span<const LinkCapacity> links) {
    auto impl = std::make_unique<const Impl>(std::move(policy), revision, number, names, links);
    return std::shared_ptr<const Snapshot>(new Snapshot(std::move(impl)));
}

uint64_t Snapshot::revision() const {
    return impl_->revision;
}
uint32_t Snapshot::number() const {
    return impl_->number;
}
const Policy& Snapshot::policy() const {
    return impl_->policy;
}
const ShapingPlan& Snapshot::shaping() const {
    return impl_->shaping;
}
const Dependencies& Snapshot::dependencies() const {
    return impl_->dependencies;
}
uint64_t Snapshot::open_schedules(int64_t unix_time_s) const {
    return impl_->schedules.open(unix_time_s);
}
uint16_t Snapshot::rule_number(uint32_t rule) const {
    return impl_->rule_numbers[rule];
}

const FlowLimits& Snapshot::limits(const SubscriberRef& subscriber) const {
    return limits(subscriber.record == SubscriberRef::kNobody ? impl_->default_tier
                                                              : subscriber.tier);
}
const FlowLimits& Snapshot::limits(uint16_t tier) const {
    return impl_->limits[tier < impl_->limits.size() ? tier : 0];
}

std::array<Decision, kDirectionCount> Snapshot::decide(const FlowFacts& facts) const {
    if (impl_->default_tier == 0 || facts.subscriber.record != SubscriberRef::kNobody)
        return impl_->decide(facts);
    FlowFacts of_stranger = facts;
    of_stranger.subscriber.tier = impl_->default_tier;
    return impl_->decide(of_stranger);
}

Decision Snapshot::decision_of(uint32_t rule, uint8_t protocol, Label label) const {
    return impl_->decide(rule, protocol, label);
}

std::array<Decision, kDirectionCount> Snapshot::Impl::decide(const FlowFacts& facts) const {
    const auto untouched = never_touch.first_match(facts);
    const auto matched = rules.first_match(facts);
    const auto watched = shadows.first_match(facts);
    std::array<Decision, kDirectionCount> decided;
    for (size_t i = 0; i < kDirectionCount; ++i) {
        if (untouched[i] != RuleTable::kNoMatch) {
            decided[i].rule = Decision::kNeverTouch;
            continue;
        }
        if (matched[i] != Decision::kNoRule)
            decided[i] = decide(matched[i], facts.protocol, facts.verdict.label);
        if (watched[i] < matched[i])
            decided[i].shadow_rule = watched[i];
    }
    return decided;
}

size_t Snapshot::memory_bytes() const {
    return sizeof(Impl) + impl_->never_touch.memory_bytes() + impl_->rules.memory_bytes() +
           impl_->shadows.memory_bytes() + impl_->decisions.capacity() * sizeof(Decision) +
           impl_->policy.rules.capacity() * sizeof(Rule);
}

}  // namespace sluice
