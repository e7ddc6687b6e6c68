// SPDX-License-Identifier: Apache-2.0
#include "control/enforcement/enforcement_audit.h"

#include <algorithm>

#include <fmt/format.h>

#include "control/explain/flow_words.h"
#include "control/units.h"

namespace sluice {
namespace {

constexpr RuleDeed kTold[] = {RuleDeed::reset, RuleDeed::refused, RuleDeed::capped};

bool cuts_off(const Action& action) {
    return action.reset != ResetEnds::none || action.refuse || action.connections.has_value();
}

std::string seconds_words(std::chrono::steady_clock::duration duration) {
    return format_age(std::chrono::duration<double>(duration).count());
}

}  // namespace

std::vector<AuditEvent> EnforcementAudit::round(const Snapshot& active,
                                                std::span<const EnforcementSample> samples,
                                                SteadyTime now, WallTime wall, size_t most) {
    know(active);
    for (const EnforcementSample& sample : samples)
        keep(sample);

    struct Due {
        const Rule* rule;
        Told* told;
        uint64_t packets;
    };
    std::vector<Due> due;
    for (auto& [number, rule] : rules_) {
        const DeedCounts did = sources_.did(number);
        for (Told& told : rule.deeds) {
            const uint64_t packets = did[static_cast<size_t>(told.deed)].packets;
            if (packets == told.packets)
                told.quiet = now;
            else if (now >= told.next)
                due.push_back({&rule, &told, packets});
        }
    }
    // Who has waited for longest comes first.
    std::stable_sort(due.begin(), due.end(),
                     [](const Due& a, const Due& b) { return a.told->next < b.told->next; });
    due.resize(std::min(due.size(), most));
    std::vector<AuditEvent> events;
    for (const Due& one : due)
        events.push_back(event_of(*one.rule, *one.told, one.packets, now, wall));
    last_ = now;
    return events;
}

void EnforcementAudit::know(const Snapshot& active) {
    if (active.number() == known_snapshot_)
        return;
    known_snapshot_ = active.number();
    const auto& rules = active.policy().rules;
    for (uint32_t i = 0; i < rules.size(); ++i) {
        if (!cuts_off(rules[i].action))
            continue;
        const auto [at, is_new] = rules_.try_emplace(active.rule_number(i));
        at->second.name = rules[i].name;
        at->second.revision = active.revision();
        for (size_t deed = 0; is_new && deed < std::size(kTold); ++deed)
            at->second.deeds[deed] = {kTold[deed], 0, last_, {}, {}};
    }
}

void EnforcementAudit::keep(const EnforcementSample& sample) {
    const auto rule = rules_.find(sample.rule_number);
    if (rule == rules_.end())
        return;
    for (Told& told : rule->second.deeds) {
        if (told.deed != sample.deed || told.examples.size() == kExamples)
            continue;
        std::string example = flow_words(sample.key, sample.verdict,
                                         sources_.subscriber_id(sample.subscriber_record));
        // A flow may be answered again and again.
        if (std::find(told.examples.begin(), told.examples.end(), example) == told.examples.end())
            told.examples.push_back(std::move(example));
    }
}

AuditEvent EnforcementAudit::event_of(const Rule& rule, Told& told, uint64_t packets,
                                      SteadyTime now, WallTime wall) const {
    std::string detail =
        fmt::format("revision {}: {} packets in {}, {} since the start", rule.revision,
                    packets - told.packets, seconds_words(now - told.quiet), packets);
    for (size_t i = 0; i < told.examples.size(); ++i)
        detail += (i == 0 ? "; for example " : "; ") + told.examples[i];
    told.packets = packets;
    told.quiet = now;
    told.next = now + kEach;
    told.examples.clear();
    return {0, wall, "rule." + std::string(name(told.deed)), "rule " + rule.name, detail};
}

}  // namespace sluice
