// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "control/dataplane_view.h"
#include "control/metrics/families.h"

namespace sluice {

// Whether links are inspected, and what XDP programs did with frames.
void add_link_state_metrics(const DataplaneView& dataplane, const std::vector<PortReport>& ports,
                            Families& out);

}  // namespace sluice
