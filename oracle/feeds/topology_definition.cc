// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_definition.h"

namespace sluice {

Pid TopologyDefinition::default_pid() const {
    for (size_t i = 0; i < pids.size(); ++i)
        if (pids[i].is_default)
            return static_cast<Pid>(i);
    return kNoPid;
}

}  // namespace sluice
