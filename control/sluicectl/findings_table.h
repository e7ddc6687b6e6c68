// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "control/doctor/finding.h"

namespace sluice {

// A line each; what costs something, or fails, with what that does and how to mend it below. Then
// how many there are of each.
void print_findings(const Findings& findings, std::ostream& out);
void print_findings_json(const Findings& findings, std::ostream& out);

size_t count(const Findings& findings, Finding::Level level);

}  // namespace sluice
