// SPDX-License-Identifier: Apache-2.0
#include "dataplane/stages/stages.h"

namespace sluice {

// Control learns from them who has which address. Their own way goes on as any packet's.
void copy_dhcp(Burst& burst, Worker& worker) {
    if (!burst.dhcp) [[likely]]
        return;
    if (worker.dhcp == nullptr)
        return;
    for (const Packet& packet : burst.live()) {
        if (packet.parsed.is_dhcp)
            worker.dhcp->offer(packet, burst.now_ns);
    }
}

}  // namespace sluice
