// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "dataplane/publish.h"

namespace sluice {

// What the flow is held for, how sure that is and why, a line each. What was transferred in it is
// not known, and so never said.
std::vector<std::string> evidence_words(const FlowReport& report);

}  // namespace sluice
