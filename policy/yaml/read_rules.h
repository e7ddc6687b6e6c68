// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "policy/policy.h"
#include "policy/yaml/read_match.h"
#include "policy/yaml/value.h"

namespace sluice {

// What is wrong is complained about; the others are given all the same.
std::vector<Match> read_never_touch(const YamlValue& value, const MatchContext& context);
std::vector<Rule> read_rules(const YamlValue& value, const MatchContext& context);

}  // namespace sluice
