// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "control/policy_revisions.h"

namespace sluice {

// In the operator's words, and what would be right; of complaints as many as find room, a line
// each. Empty for a revision.
std::string why_refused(const ChangeResult& result);

}  // namespace sluice
