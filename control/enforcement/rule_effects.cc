// SPDX-License-Identifier: Apache-2.0
#include "control/enforcement/rule_effects.h"

namespace sluice {
namespace {

void add(const RuleCounters::OfRule& counters, DeedCounts& sum) {
    for (size_t deed = 0; deed < kRuleDeedCount; ++deed) {
        sum[deed].packets += counters[deed].packets.get();
        sum[deed].ip_bytes += counters[deed].ip_bytes.get();
    }
}

void subtract(const DeedCounts& before, DeedCounts& sum) {
    for (size_t deed = 0; deed < kRuleDeedCount; ++deed) {
        sum[deed].packets -= before[deed].packets;
        sum[deed].ip_bytes -= before[deed].ip_bytes;
    }
}

}  // namespace

RuleEffect RuleEffects::of(uint16_t rule_number) const {
    RuleEffect effect;
    for (const WorkerReport& worker : workers_()) {
        if (worker.rules == nullptr)
            continue;
        add(worker.rules->of(rule_number, false), effect.did);
        add(worker.rules->of(rule_number, true), effect.would_have);
    }
    return effect;
}

std::vector<RuleEffect> RuleEffects::since_start(const Snapshot& snapshot) const {
    std::vector<RuleEffect> effects(snapshot.policy().rules.size());
    for (const WorkerReport& worker : workers_()) {
        if (worker.rules == nullptr)
            continue;
        for (uint32_t rule = 0; rule < effects.size(); ++rule) {
            const uint16_t number = snapshot.rule_number(rule);
            add(worker.rules->of(number, false), effects[rule].did);
            add(worker.rules->of(number, true), effects[rule].would_have);
        }
    }
    return effects;
}

void RuleEffects::begin(const Snapshot& next, Time now) {
    const auto effects = since_start(next);
    const std::lock_guard lock(mutex_);
    begun_ = now;
    before_.clear();
    for (uint32_t rule = 0; rule < effects.size(); ++rule) {
        if (effects[rule] != RuleEffect{})
            before_.emplace(next.rule_number(rule), effects[rule]);
    }
}

std::vector<RuleEffect> RuleEffects::since_begun(const Snapshot& snapshot) const {
    const std::lock_guard lock(mutex_);
    auto effects = since_start(snapshot);
    for (uint32_t rule = 0; rule < effects.size(); ++rule) {
        const auto before = before_.find(snapshot.rule_number(rule));
        if (before == before_.end())
            continue;
        subtract(before->second.did, effects[rule].did);
        subtract(before->second.would_have, effects[rule].would_have);
    }
    return effects;
}

RuleEffects::Time RuleEffects::begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
}

}  // namespace sluice
