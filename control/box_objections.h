// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataplane/publish.h"
#include "policy/complaint.h"
#include "policy/policy.h"

namespace sluice {

// What a valid policy asks that this box, as it is configured, cannot do. Without file and line.
Complaints box_objections(const Policy& policy, const DataplaneConfiguration& box);

}  // namespace sluice
