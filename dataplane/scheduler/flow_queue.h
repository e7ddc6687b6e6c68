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
    Codel codel;  // 20
    // The list of queues of about its size, see Backlogs.
    uint32_t alike_next = kNone;
    uint32_t alike_previous = kNone;
};
static_assert(sizeof(FlowQueue) == 64, "one cache line");

// Those of one class or group that have packets (RFC 8290): new ones first, once round.
struct FlowLists {
    CircularList<FlowQueue> fresh;
    CircularList<FlowQueue> old;

    bool empty() const { return fresh.empty() && old.empty(); }
};

}  // namespace sluice
