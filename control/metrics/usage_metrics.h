// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "control/metrics/families.h"
#include "control/usage/usage_rounds.h"
#include "dataplane/publish.h"

namespace sluice {

// How the accounting of usage does. Whose it is nobody is told here.
void add_usage_metrics(const UsageRounds::Counts& counts, const std::vector<WorkerReport>& workers,
                       Families& out);

}  // namespace sluice
