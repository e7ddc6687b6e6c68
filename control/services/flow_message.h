// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/dataplane_view.h"
#include "control/policy_revisions.h"
#include "control/subscribers/registry.h"
#include "sluice/v1/flows.pb.h"

namespace sluice {

// A worker's report in the API's words: link, subscriber and rules by name.
void fill(const FlowReport& report, const DataplaneView& dataplane,
          const PolicyRevisions& revisions, const SubscriberRegistry& registry, v1::Flow* out);

}  // namespace sluice
