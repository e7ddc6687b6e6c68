// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "policy/policy_yaml.h"

namespace sluice {

// A policy that has no mistake.
inline Policy policy_of(std::string_view text) {
    ParsedPolicy result = parse_policy(text, "p.yaml", PolicyFileKind::policy, kBoxKeys);
    for (const Complaint& complaint : result.complaints)
        ADD_FAILURE() << complaint.to_string();
    return result.policy.value_or(Policy{});
}

// What an operator is told of one that has.
inline std::vector<std::string> told_of(std::string_view text) {
    const ParsedPolicy result = parse_policy(text, "p.yaml", PolicyFileKind::policy, kBoxKeys);
    EXPECT_FALSE(result.policy) << "a policy with a mistake is no policy";
    std::vector<std::string> lines;
    for (const Complaint& complaint : result.complaints)
        lines.push_back(complaint.to_string());
    return lines;
}

}  // namespace sluice
