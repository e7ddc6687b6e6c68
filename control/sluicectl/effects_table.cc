// SPDX-License-Identifier: Apache-2.0
#include "control/sluicectl/effects_table.h"

#include <string>

#include "control/sluicectl/table.h"
#include "control/units.h"
#include "control/visible_text.h"

namespace sluice {
namespace {

constexpr int kIdleNamed = 10;

template <typename Deeds>
std::string deeds_in_words(const Deeds& deeds) {
    std::string text;
    for (const v1::RuleDeed& deed : deeds)
        text += (text.empty() ? "" : ", ") + deed.deed() + " " + std::to_string(deed.packets()) +
                " packets (" + format_bytes(deed.ip_bytes()) + ")";
    return text.empty() ? "nothing" : text;
}

bool is_idle(const v1::RuleEffects& rule) {
    return rule.flows() == 0 && rule.shadow_flows() == 0 && rule.did().empty() &&
           rule.would_have().empty();
}

void add_rows(const v1::RuleEffects& rule, Table& table) {
    if (rule.flows() != 0 || !rule.did().empty())
        table.add_row(
            {rule.rule(), "did", std::to_string(rule.flows()), deeds_in_words(rule.did())});
    if (rule.shadow_flows() != 0 || !rule.would_have().empty())
        table.add_row({rule.rule(), "would have", std::to_string(rule.shadow_flows()),
                       deeds_in_words(rule.would_have())});
}

}  // namespace

void print_effects(const v1::PolicyEffects& effects, std::ostream& out) {
    out << "revision " << effects.revision() << (effects.shadow() ? ", all of it in shadow" : "")
        << ", since " << format_time(effects.since().seconds()) << "\n";
    Table table{{"RULE"}, {"MODE"}, {"FLOWS", Table::Align::right}, {"WHAT"}};
    int idle = 0;
    std::string idle_names;
    for (const v1::RuleEffects& rule : effects.rules()) {
        add_rows(rule, table);
        if (is_idle(rule) && idle++ < kIdleNamed)
            idle_names += (idle_names.empty() ? "" : ", ") + rule.rule();
    }
    if (idle < effects.rules_size())
        table.print(out);
    if (idle > kIdleNamed)
        idle_names += ", ...";
    if (idle != 0)
        out << idle << " of " << effects.rules_size()
            << " rules matched nothing: " << printable(idle_names) << "\n";
}

}  // namespace sluice
