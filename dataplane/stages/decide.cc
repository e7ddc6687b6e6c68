// SPDX-License-Identifier: Apache-2.0
#include "dataplane/stages/stages.h"

namespace sluice {

void decide(Burst& burst, Worker& worker) {
    for (Packet& packet : burst.live()) {
        if (packet.flow != nullptr && packet.flow->snapshot != worker.snapshot_number)
            worker.decide_flow(*packet.flow, burst.now_ns);
    }
}

}  // namespace sluice
