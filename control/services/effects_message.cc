// SPDX-License-Identifier: Apache-2.0
#include "control/services/effects_message.h"

#include "control/services/timestamps.h"

namespace sluice {
namespace {

constexpr auto kDecided = static_cast<size_t>(RuleDeed::decided);

template <typename Deeds>
void fill_deeds(const DeedCounts& counts, Deeds* out) {
    for (size_t deed = 0; deed < kRuleDeedCount; ++deed) {
        if (deed == kDecided || counts[deed].packets == 0)
            continue;
        v1::RuleDeed* const one = out->Add();
        one->set_deed(std::string(name(static_cast<RuleDeed>(deed))));
        one->set_packets(counts[deed].packets);
        one->set_ip_bytes(counts[deed].ip_bytes);
    }
}

}  // namespace

void fill(const RuleEffects& effects, const Snapshot& active, bool since_start,
          v1::PolicyEffects* out) {
    const Policy& policy = active.policy();
    out->set_revision(active.revision());
    out->set_shadow(policy.shadow);
    set_time(since_start ? effects.started() : effects.begun(), out->mutable_since());
    const auto of_rules = since_start ? effects.since_start(active) : effects.since_begun(active);
    for (size_t i = 0; i < policy.rules.size(); ++i) {
        const Rule& rule = policy.rules[i];
        v1::RuleEffects* const one = out->add_rules();
        one->set_rule(rule.name);
        one->set_shadow(policy.in_shadow(rule));
        one->set_flows(of_rules[i].did[kDecided].packets);
        one->set_shadow_flows(of_rules[i].would_have[kDecided].packets);
        fill_deeds(of_rules[i].did, one->mutable_did());
        fill_deeds(of_rules[i].would_have, one->mutable_would_have());
    }
}

}  // namespace sluice
