// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/scheduler/circular_list.h"
#include "dataplane/scheduler/codel.h"

namespace sluice {

// The packets of one flow and direction that wait; there is one only while some do.
struct alignas(64) FlowQueue {
    uint64_t key = 0;  // flow, direction, and where in the leaf
    uint32_t next = kNone;
    uint32_t head = kNone;
    uint32_t tail = kNone;
    uint32_t bytes = 0;
    int32_t deficit = 0;
    uint32_t leaf = kNone;
    Codel codel;
    // The list of queues of about its size, see Backlogs.
    uint32_t alike_next = kNone;
    uint32_t alike_previous = kNone;
    uint32_t next_resumed = kNone;
    bool is_resumed = false;
};
static_assert(sizeof(FlowQueue) == 64, "one cache line");

// Those of one class or group that have packets (RFC 8290): new ones first, once round. Who had
// nothing left before its turn was over, and has something again in the same round, resumes the
// turn: so a flow of small packets need not wait for a round that many others make long.
struct FlowLists {
    CircularList<FlowQueue> fresh;
    CircularList<FlowQueue> old;
    uint32_t resumed = kNone;  // the first of those, who are in `old`, too

    bool empty() const { return fresh.empty() && old.empty(); }
    const CircularList<FlowQueue>& next_list() const { return fresh.empty() ? old : fresh; }
};

}  // namespace sluice
