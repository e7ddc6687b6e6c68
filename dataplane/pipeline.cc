// SPDX-License-Identifier: Apache-2.0
#include "dataplane/pipeline.h"

#include "dataplane/stages/stages.h"

namespace sluice {

// The path of a packet. This list is the documentation; each stage is the file of its name.
void process(Burst& burst, Worker& worker) {
    parse(burst, worker);             // headers; which end is the subscriber's
    gather_fragments(burst, worker);  // later fragments get the ports of their first
    look_up(burst, worker);           // the worker's own flow table, in bulk
    own(burst, worker);               // on a miss: whose is it? ours: a new flow; else hand it over
    copy_dhcp(burst, worker);         // for control, which learns from it who has which address
    classify(burst, worker);          // until the flow is settled
    decide(burst, worker);            // new flows, risen labels, a new snapshot
    act(burst, worker);               // drop, police, mark; what is left is forwarded
    queue(burst, worker);             // unless a full line, or a rule that shapes, holds it back
    account(burst, worker);           // packets, bytes, TCP state; whose what left is
    shunt(burst, worker);             // the rest of a flow that needs no worker goes past it

    // A burst may begin as many flows as it has packets: to end as many keeps the table bounded.
    worker.expire(burst.now_ns, Burst::kCapacity);
}

}  // namespace sluice
