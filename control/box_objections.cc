// SPDX-License-Identifier: Apache-2.0
#include "control/box_objections.h"

namespace sluice {

Complaints box_objections(const Policy& policy, const DataplaneConfiguration& box) {
    if (!policy.congestion || box.memory.usage_rows != 0)
        return {};
    return {{.file = {},
             .line = 0,
             .field = "congestion",
             .message = "needs the accounting of usage, which this box has switched off: set "
                        "usage.enabled: true in its configuration"}};
}

}  // namespace sluice
