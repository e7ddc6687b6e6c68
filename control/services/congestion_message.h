// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/congestion/standing.h"
#include "control/congestion/transition_log.h"
#include "policy/congestion/report.h"
#include "policy/congestion/usage_lines.h"
#include "sluice/v1/congestion.pb.h"

namespace sluice {

void fill(const CongestionStanding& standing, const SegmentView& segment,
          v1::CongestionSegment* out);
void fill(const SubscriberStanding& standing, const RoundTime& time, v1::SubscriberCongestion* out);
void fill(const LoggedTransition& transition, v1::CongestionTransition* out);
void fill(const BestEffortUse& use, v1::BestEffortTraffic* out);
void fill(const RecordedUse& use, v1::RecordedUse* out);

}  // namespace sluice
