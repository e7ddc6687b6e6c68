// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include <prometheus/metric_family.h>

#include "oracle/load/measured_load.h"

namespace sluice {

// sluice_PROGRAM_link_... of each link; nothing where there is none. program: "oracle" or
// "tracker".
std::vector<prometheus::MetricFamily> link_metrics(std::string_view program,
                                                   const std::vector<LinkState>& links);

}  // namespace sluice
