// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataplane/publish.h"
#include "policy/complaint.h"
#include "policy/policy.h"

namespace sluice {

// What a policy asks of links that are beside the path and cannot do it. A rule in shadow asks for
// nothing: what it would do is counted there as well.
Complaints tap_objections(const Policy& policy, const DataplaneConfiguration& box);

}  // namespace sluice
