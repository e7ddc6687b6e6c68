// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "policy/congestion/report.h"
#include "policy/congestion/simulation.h"

namespace sluice {

// With names and shares as congestion.proto has them; times are RFC 3339 in UTC.
std::string report_json(const CongestionReport& report);
// Who would have been touched, and the report of it.
std::string simulation_json(const SimulationResult& result, const CongestionReport& report);

}  // namespace sluice
