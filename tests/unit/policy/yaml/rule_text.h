// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/policy/policy_text.h"

namespace sluice {

// One rule, and what an operator is told of one that has a mistake: the one complaint, without the
// place of the rule.
inline Rule rule_of(const std::string& match, const std::string& action) {
    const Policy policy =
        policy_of("rules: [{ name: a, match: " + match + ", action: " + action + " }]");
    return policy.rules.empty() ? Rule{} : policy.rules[0];
}
inline Match match_of(const std::string& match) {
    return rule_of(match, "drop").match;
}
inline Action action_of(const std::string& action) {
    return rule_of("{}", action).action;
}
inline std::string told_of_rule(const std::string& match, const std::string& action) {
    const auto lines =
        told_of("rules: [{ name: a, match: " + match + ", action: " + action + " }]");
    EXPECT_EQ(lines.size(), 1u);
    for (size_t i = 1; i < lines.size(); ++i)
        ADD_FAILURE() << lines[i];
    return lines.empty() ? "" : lines[0].substr(std::string("p.yaml:1: rules[0].").size());
}
inline std::string told_of_match(const std::string& match) {
    return told_of_rule(match, "drop");
}
inline std::string told_of_action(const std::string& action) {
    return told_of_rule("{}", action);
}

}  // namespace sluice
