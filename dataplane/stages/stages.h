// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataplane/burst.h"
#include "dataplane/worker.h"

namespace sluice {

// The stages, in the order of pipeline.cc. Each looks at the live packets of a burst, and
// account at those that act has done with; none logs, allocates, throws or calls the system.
void parse(Burst& burst, Worker& worker);
void gather_fragments(Burst& burst, Worker& worker);
void look_up(Burst& burst, Worker& worker);
void own(Burst& burst, Worker& worker);
void copy_dhcp(Burst& burst, Worker& worker);
void classify(Burst& burst, Worker& worker);
void decide(Burst& burst, Worker& worker);
void act(Burst& burst, Worker& worker);
void queue(Burst& burst, Worker& worker);
void account(Burst& burst, Worker& worker);
void shunt(Burst& burst, Worker& worker);

// The flow's two ends as the direction orders them; no flow if no host is where the subscriber
// belongs. parse, gather_fragments and own share it.
void orient(Packet& packet, Worker& worker);

}  // namespace sluice
