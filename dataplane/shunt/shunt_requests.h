// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

#include "dataplane/flow_key.h"
#include "dataplane/spsc_ring.h"

namespace sluice {

// What a worker wants of the kernel, which it never calls itself.
struct ShuntRequest {
    enum class Wants : uint8_t { begin, end };

    FlowKey flow;
    uint32_t place = 0;
    Wants wants = Wants::begin;
};

// Each end has one answer; a begin has one if it was refused.
struct ShuntAnswer {
    uint32_t place = 0;
    bool refused = false;  // else nothing counts in the place any more
};

// Between a worker and the clerk. Of a place at most a begin and an end are under way, so there is
// always room.
struct ShuntRequests {
    explicit ShuntRequests(uint32_t places)
        : requests(size_t{2} * places), answers(size_t{2} * places) {}

    SpscRing<ShuntRequest> requests;
    SpscRing<ShuntAnswer> answers;
    std::atomic<bool> wanted{false};  // the worker's: that its flows are shunted at all
};

}  // namespace sluice
