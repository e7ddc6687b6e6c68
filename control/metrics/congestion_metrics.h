// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/congestion/congestion_rounds.h"
#include "control/metrics/families.h"

namespace sluice {

// By segment and by tier; of no subscriber.
void add_congestion_metrics(const CongestionRounds& rounds, Families& out);

}  // namespace sluice
