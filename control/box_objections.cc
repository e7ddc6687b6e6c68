// SPDX-License-Identifier: Apache-2.0
#include "control/box_objections.h"

#include "control/tap_objections.h"

namespace sluice {

Complaints box_objections(const Policy& policy, const DataplaneConfiguration& box) {
    Complaints complaints = tap_objections(policy, box);
    if (policy.congestion && box.memory.usage_rows == 0)
        complaints.push_back(
            {.file = {},
             .line = 0,
             .field = "congestion",
             .message = "needs the accounting of usage, which this box has switched off: set "
                        "usage.enabled: true in its configuration"});
    return complaints;
}

}  // namespace sluice
