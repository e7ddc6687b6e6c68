// SPDX-License-Identifier: Apache-2.0
#include "dataplane/stages/stages.h"

namespace sluice {

// A flow decides once for a policy, and where rules ask for conditions, again when its subscriber's
// have moved: whoever moves them touches no flow.
void decide(Burst& burst, Worker& worker) {
    const bool by_conditions = worker.snapshot->dependencies().conditions;
    if (by_conditions) {
        for (const Packet& packet : burst.live()) {
            if (packet.flow != nullptr)
                worker.subscribers.prefetch_conditions(packet.flow->subscriber_record);
        }
    }
    for (Packet& packet : burst.live()) {
        if (packet.flow == nullptr)
            continue;
        Flow& flow = *packet.flow;
        if (flow.snapshot != worker.snapshot_number ||
            (by_conditions &&
             flow.conditions != worker.subscribers.conditions(flow.subscriber_record)))
            worker.decide_flow(flow, burst.now_ns);
    }
}

}  // namespace sluice
