// SPDX-License-Identifier: Apache-2.0
#include "policy/snapshot.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "policy/rule_table.h"

namespace sluice {
namespace {

RuleTable index_never_touch(const Policy& policy, PolicyNames& names) {
    std::vector<const Match*> matches;
    for (const Match& match : policy.never_touch)
        matches.push_back(&match);
    return {matches, names};
}

RuleTable index_rules(const Policy& policy, PolicyNames& names) {
    std::vector<const Match*> matches;
    for (const Rule& rule : policy.rules)
        matches.push_back(&rule.match);
    return {matches, names};
}

Decision decision_of(uint32_t number, const Action& action) {
    return {number,
            action.drop,
            action.police.has_value(),
            action.dscp.has_value(),
            action.dscp.value_or(0),
            action.shape.has_value(),
            action.reset,
            action.refuse,
            action.connections.has_value()};
}

Dependencies dependencies_of(const Policy& policy) {
    Dependencies found;
    const auto look = [&](const Match& match) { found.conditions |= match.when != 0; };
    std::for_each(policy.never_touch.begin(), policy.never_touch.end(), look);
    for (const Rule& rule : policy.rules) {
        look(rule.match);
        found.resets |= rule.action.reset != ResetEnds::none || rule.action.refuse ||
                        rule.action.connections.has_value();
    }
    return found;
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
          never_touch(index_never_touch(policy, names)),
          rules(index_rules(policy, names)),
          shaping(policy, links, names) {
        for (uint32_t i = 0; i < policy.rules.size(); ++i)
            decisions.push_back(decision_of(i, policy.rules[i].action));
        for (const Rule& rule : policy.rules)
            rule_numbers.push_back(names.rules.number(rule.name));
    }

    std::array<Decision, kDirectionCount> decide(const FlowFacts& facts) const;

    Policy policy;
    uint64_t revision;
    uint32_t number;
    uint16_t default_tier;
    Dependencies dependencies;
    RuleTable never_touch;
    RuleTable rules;
    ShapingPlan shaping;
    std::vector<Decision> decisions;
    std::vector<uint16_t> rule_numbers;
    FlowLimits unlimited;
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
const Dependencies& Snapshot::dependencies() const {
    return impl_->dependencies;
}
uint64_t Snapshot::open_schedules(int64_t) const {
    return 0;
}
uint16_t Snapshot::rule_number(uint32_t rule) const {
    return impl_->rule_numbers[rule];
}
const FlowLimits& Snapshot::limits(uint16_t) const {
    return impl_->unlimited;
}

const ShapingPlan& Snapshot::shaping() const {
    return impl_->shaping;
}

std::array<Decision, kDirectionCount> Snapshot::decide(const FlowFacts& facts) const {
    if (impl_->default_tier == 0 || facts.subscriber.record != SubscriberRef::kNobody)
        return impl_->decide(facts);
    FlowFacts of_stranger = facts;
    of_stranger.subscriber.tier = impl_->default_tier;
    return impl_->decide(of_stranger);
}

std::array<Decision, kDirectionCount> Snapshot::Impl::decide(const FlowFacts& facts) const {
    const auto untouched = never_touch.first_match(facts);
    const auto matched = rules.first_match(facts);
    std::array<Decision, kDirectionCount> decided;
    for (size_t i = 0; i < kDirectionCount; ++i) {
        if (untouched[i] != RuleTable::kNoMatch)
            decided[i].rule = Decision::kNeverTouch;
        else if (matched[i] != RuleTable::kNoMatch)
            decided[i] = decisions[matched[i]];
    }
    return decided;
}

size_t Snapshot::memory_bytes() const {
    return sizeof(Impl) + impl_->never_touch.memory_bytes() + impl_->rules.memory_bytes() +
           impl_->decisions.capacity() * sizeof(Decision) +
           impl_->policy.rules.capacity() * sizeof(Rule);
}

}  // namespace sluice
