// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/congestion/report.h"
#include "sluice/v1/congestion.pb.h"

namespace sluice {

// What may be given to others of a history; hours of the day are local.
CongestionReport report_of(const v1::CongestionHistory& history);

}  // namespace sluice
