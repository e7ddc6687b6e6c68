// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/rule_metrics.h"

#include <algorithm>

namespace sluice {
namespace {

constexpr auto kDecided = static_cast<size_t>(RuleDeed::decided);

struct NamedEffect {
    std::string_view rule;
    RuleEffect effect;
};

void add(const DeedCounts& counts, DeedCounts& sum) {
    for (size_t deed = 0; deed < kRuleDeedCount; ++deed) {
        sum[deed].packets += counts[deed].packets;
        sum[deed].ip_bytes += counts[deed].ip_bytes;
    }
}

std::vector<NamedEffect> named_effects(const RuleEffects& effects, const Snapshot& active) {
    const auto all = effects.since_start(active);
    std::vector<NamedEffect> named;
    const size_t alone = std::min(all.size(), kRulesWithSeries);
    for (size_t i = 0; i < alone; ++i)
        named.push_back({active.policy().rules[i].name, all[i]});
    if (alone == all.size())
        return named;
    NamedEffect others{"(others)", {}};
    for (size_t i = alone; i < all.size(); ++i) {
        add(all[i].did, others.effect.did);
        add(all[i].would_have, others.effect.would_have);
    }
    named.push_back(others);
    return named;
}

// Of each rule, what it did and what it would have done; what never occurred has no series.
template <typename Add>
void for_each_mode(const std::vector<NamedEffect>& effects, const Add& add_one) {
    for (const NamedEffect& one : effects) {
        add_one(one.rule, "enforced", one.effect.did);
        add_one(one.rule, "shadow", one.effect.would_have);
    }
}

void add_deeds(const std::vector<NamedEffect>& effects, uint64_t DeedCount::*count, Families& out) {
    for_each_mode(effects, [&](std::string_view rule, std::string_view mode,
                               const DeedCounts& counts) {
        for (size_t deed = 0; deed < kRuleDeedCount; ++deed) {
            if (deed != kDecided && counts[deed].packets != 0)
                out.add(
                    {{"rule", rule}, {"deed", name(static_cast<RuleDeed>(deed))}, {"mode", mode}},
                    static_cast<double>(counts[deed].*count));
        }
    });
}

}  // namespace

void add_rule_metrics(const RuleEffects& effects, const Snapshot& active, Families& out) {
    const auto named = named_effects(effects, active);
    out.counter("sluice_rule_packets_total",
                "Packets that a rule did something to, or in shadow would have.");
    add_deeds(named, &DeedCount::packets, out);
    out.counter("sluice_rule_ip_bytes_total",
                "IP-layer bytes of packets that a rule did something to, or in shadow would have.");
    add_deeds(named, &DeedCount::ip_bytes, out);
    out.counter("sluice_rule_flows_total",
                "Flows that a rule has decided about, or in shadow would have.");
    for_each_mode(named,
                  [&](std::string_view rule, std::string_view mode, const DeedCounts& counts) {
                      if (counts[kDecided].packets != 0)
                          out.add({{"rule", rule}, {"mode", mode}},
                                  static_cast<double>(counts[kDecided].packets));
                  });
}

void add_trial_metrics(const std::optional<PolicyTrial>& trial, Families& out) {
    const auto left =
        trial ? trial->left(std::chrono::steady_clock::now()) : std::chrono::milliseconds(0);
    out.gauge("sluice_policy_trial_left_seconds",
              "Until the active revision goes back by itself unless it is confirmed; 0: it stays.")
        .add({}, std::chrono::duration<double>(left).count());
}

void add_sample_metrics(const std::vector<WorkerReport>& workers, Families& out) {
    const auto sum = [&](Counter EnforcementSampleCounts::*counter) {
        uint64_t total = 0;
        for (const WorkerReport& worker : workers)
            total += worker.samples != nullptr ? (worker.samples->*counter).get() : 0;
        return static_cast<double>(total);
    };
    out.counter("sluice_enforcement_samples_total",
                "Flows that were taken as examples of what rules reset, refuse and cap.")
        .add({}, sum(&EnforcementSampleCounts::taken));
    out.counter("sluice_enforcement_samples_lost_total",
                "Examples that nobody took fast enough; what they are of is counted all the same.")
        .add({}, sum(&EnforcementSampleCounts::lost));
}

}  // namespace sluice
