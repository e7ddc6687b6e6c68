// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "bench/backlog.h"

namespace sluice::bench {

struct BacklogCosts {
    double ns = 0;            // of the core's time within the scheduler, a packet: in and out
    double pps = 0;           // by the clock on the wall
    bool undisturbed = true;  // nobody else had the core
};

// One turn right after the other.
BacklogCosts spun(Backlog& backlog, uint64_t duration_ns);

// A turn every so often, as a worker takes one between two bursts that it receives, or as soon as
// the last one is over. What is left between them is the worker's own, and is not counted. While
// others have the core, rates earn credit all the same, and nothing is held back for a while: so
// that is left out, as long as there is any other time.
BacklogCosts polled(Backlog& backlog, uint64_t interval_ns, uint64_t duration_ns);

// Of this many packets, what the subscriber who was served least had, beside an even share.
double least_share(Backlog& backlog, uint32_t subscribers, uint64_t packets);

}  // namespace sluice::bench
