// SPDX-License-Identifier: Apache-2.0
#include "dataplane/stages/stages.h"

namespace sluice {

// Two rounds, so that the misses of a whole burst are under way together: parse asked for the
// buckets, the first round asks for the flows, the second compares keys.
void look_up(Burst& burst, Worker& worker) {
    for (Packet& packet : burst.live()) {
        if (packet.parsed.has_flow)
            packet.flow = worker.flows.prefetch_candidate(packet.flow_hash);
    }
    burst.flowless = 0;
    for (Packet& packet : burst.live()) {
        if (!packet.parsed.has_flow)
            continue;
        packet.flow = worker.flows.confirm(packet.flow, packet.key, packet.flow_hash);
        burst.flowless += packet.flow == nullptr ? 1 : 0;
    }
}

}  // namespace sluice
