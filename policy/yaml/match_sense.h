// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/policy.h"
#include "policy/yaml/value.h"

namespace sluice {

// Complains about a match that no flow ever has: nobody would know why its rule does nothing.
void check_match(const Match& match, const YamlFields& fields);

// Complains about an action that nothing of what the match takes could ever have done to it.
void check_action(const Match& match, const Action& action, const YamlValue& value);

}  // namespace sluice
