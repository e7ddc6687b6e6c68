// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "control/ipfix/exporter.h"
#include "control/metrics/families.h"

namespace sluice {

// Nothing, where nothing is exported.
void add_ipfix_metrics(const std::vector<WorkerReport>& workers, const IpfixExporter& exporter,
                       Families& out);

}  // namespace sluice
