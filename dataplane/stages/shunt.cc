// SPDX-License-Identifier: Apache-2.0
#include "dataplane/shunt/shunt.h"

#include "dataplane/stages/stages.h"

namespace sluice {

// What no worker is needed for goes by the kernel from here on.
void shunt(Burst& burst, Worker& worker) {
    if (worker.shunt == nullptr || !worker.shunt->active()) [[likely]]
        return;
    for (const Packet& packet : burst.all()) {
        if (packet.flow != nullptr && (packet.fate == Fate::forwarded || packet.flow->shunted))
            worker.shunt->consider(packet, worker);
    }
}

}  // namespace sluice
