// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/policy_revisions.h"
#include "dataplane/publish.h"
#include "sluice/v1/flows.pb.h"

namespace sluice {

// Why what happens to the flow happens to it. out: its flow is filled already.
void explain(const FlowReport& report, const PolicyRevisions& revisions, v1::FlowExplanation* out);

}  // namespace sluice
