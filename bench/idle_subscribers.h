// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice::bench {

struct IdleCosts {
    double bytes_each = 0;  // of all the scheduler's memory
    double pass_ns = 0;     // of a packet that need not wait, each of another subscriber
    uint64_t unshaped = 0;  // packets for whose subscriber there was no room
};

// A million who are known, of whom each sends a packet now and then and nobody has any waiting:
// with room for `waiting` of them to have some at once. Throws std::runtime_error.
IdleCosts idle_subscribers(uint32_t subscribers, uint32_t waiting);

}  // namespace sluice::bench
