// SPDX-License-Identifier: Apache-2.0
#include "policy/yaml/read_rules.h"

#include <string>
#include <unordered_map>
#include <utility>

#include "policy/yaml/match_sense.h"
#include "policy/yaml/read_action.h"

namespace sluice {
namespace {

Rule read_rule(const YamlFields& fields, const MatchContext& context) {
    Rule rule;
    const size_t complaints_before = fields.value().report().count();
    if (const auto match = fields.require("match"))
        rule.match = read_match(*match, context).value_or(Match{});
    const auto action = fields.require("action");
    if (action)
        rule.action = read_action(*action);
    if (action && fields.value().report().count() == complaints_before)
        check_action(rule.match, rule.action, *action);
    if (const auto shadow = fields.find("shadow"))
        rule.shadow = shadow->boolean().value_or(false);
    return rule;
}

}  // namespace

std::vector<Match> read_never_touch(const YamlValue& value, const MatchContext& context) {
    MatchContext of_never = context;
    of_never.never = true;
    std::vector<Match> matches;
    for (const YamlValue& item : value.items())
        if (auto match = read_match(item, of_never))
            matches.push_back(std::move(*match));
    return matches;
}

std::vector<Rule> read_rules(const YamlValue& value, const MatchContext& context) {
    std::vector<Rule> rules;
    std::unordered_map<std::string, int> lines;
    for (const YamlValue& item : value.items()) {
        const auto fields = item.fields({"name", "match", "action", "shadow"});
        if (!fields)
            continue;
        Rule rule = read_rule(*fields, context);
        if (const auto name = fields->require("name")) {
            rule.name = name->name().value_or("");
            const auto [first, is_new] = lines.emplace(rule.name, name->line());
            if (!is_new && !rule.name.empty())
                name->complain("rule '" + rule.name + "' is already on line " +
                               std::to_string(first->second) + "; names tell rules apart");
        }
        rules.push_back(std::move(rule));
    }
    return rules;
}

}  // namespace sluice
