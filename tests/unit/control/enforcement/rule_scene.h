// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "control/enforcement/rule_effects.h"
#include "policy/subscribers.h"

namespace sluice {

// Two workers' counters, and policies whose rules have a name each.
struct RuleScene {
    std::vector<std::unique_ptr<RuleCounters>> counters;
    Subscribers live;
    uint32_t number = 0;

    RuleScene() {
        for (int i = 0; i < 2; ++i)
            counters.push_back(std::make_unique<RuleCounters>());
    }

    std::vector<WorkerReport> workers() const {
        std::vector<WorkerReport> reports(counters.size());
        for (size_t i = 0; i < counters.size(); ++i)
            reports[i].rules = counters[i].get();
        return reports;
    }

    std::shared_ptr<const Snapshot> policy(const std::vector<std::string>& names,
                                           const Action& action) {
        Policy policy;
        for (const std::string& name : names)
            policy.rules.push_back({name, {}, action});
        ++number;
        return Snapshot::compile(std::move(policy), number, number, live.names());
    }

    void count(const Snapshot& snapshot, uint32_t rule, RuleDeed deed, uint64_t packets,
               size_t worker = 0, bool shadow = false) {
        RuleDeedCounter& counter =
            counters[worker]->of(snapshot.rule_number(rule), shadow)[static_cast<size_t>(deed)];
        counter.packets.add(packets);
        counter.ip_bytes.add(packets * 100);
    }
};

}  // namespace sluice
