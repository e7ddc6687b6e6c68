// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/enforcement/rule_effects.h"
#include "policy/snapshot.h"
#include "sluice/v1/policies.pb.h"

namespace sluice {

// What the rules of the active snapshot did, in the API's words.
void fill(const RuleEffects& effects, const Snapshot& active, bool since_start,
          v1::PolicyEffects* out);

}  // namespace sluice
