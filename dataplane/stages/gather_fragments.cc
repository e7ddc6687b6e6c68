// SPDX-License-Identifier: Apache-2.0
#include "dataplane/stages/stages.h"

namespace sluice {

// Only the owner of a datagram's subscriber remembers its first fragment, so fragments are handed
// to that worker before their ports are known. The address alone tells the owner: all who share an
// address have one.
void gather_fragments(Burst& burst, Worker& worker) {
    if (!burst.fragments) [[likely]]
        return;
    for (Packet& packet : burst.live()) {
        if (!packet.parsed.is_fragment || !packet.parsed.has_flow)
            continue;

        orient(packet, worker);
        if (!packet.parsed.has_flow)
            continue;
        if (worker.workers > 1) {
            const auto subscriber = worker.subscribers.find({packet.key.subscriber, 0});
            const uint32_t owner = owner_of(subscriber, worker.workers);
            if (owner != worker.index) {
                packet.owner = static_cast<uint16_t>(owner);
                packet.fate = Fate::handed;
                continue;
            }
        }
        worker.fragments.resolve(packet.key.realm, burst.now_ms(), packet.parsed);
        orient(packet, worker);
    }
}

}  // namespace sluice
