// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/policy.h"

namespace sluice {

// What a rule says to do with a flow, after "says:" or "would:". "mark it DSCP le, and hold ..."
std::string action_words(const Action& action);

}  // namespace sluice
