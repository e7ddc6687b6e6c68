// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sluice/v1/congestion.pb.h"
#include "sluice/v1/flows.pb.h"
#include "sluice/v1/links.pb.h"
#include "sluice/v1/policies.pb.h"

namespace sluice {

struct Session;

// What the daemon says at one moment; rates are what changes from one to the next.
struct BoxState {
    v1::ListLinksResponse links;  // with the time by which rates are reckoned
    v1::FlowList flows;           // those with the most bytes, kTopFlowsMost at most
    v1::PolicyEffects effects;    // since the daemon's start
    v1::CongestionStatus congestion;
};

// Throws CommandFailed.
BoxState ask_box_state(const Session& session);

}  // namespace sluice
