// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "control/locality/locality_watch.h"
#include "control/metrics/families.h"
#include "dataplane/publish.h"

namespace sluice {

// Nothing where no file is configured.
void add_locality_metrics(const LocalityWatch::State& state,
                          const std::vector<WorkerReport>& workers, Families& out);

}  // namespace sluice
