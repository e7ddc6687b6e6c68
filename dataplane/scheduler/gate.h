// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "dataplane/scheduler/circular_list.h"
#include "dataplane/scheduler/leaf.h"
#include "policy/rate_bucket.h"

namespace sluice {

// Who waits at one gate for one level of service: leaves, and child gates with somebody below.
struct GateLevel {
    CircularList<Link> fresh;  // who had nothing to send before: once round first (RFC 8290)
    CircularList<Link> old;
    uint32_t child_count = 0;  // in the heap of child gates
    uint64_t leaf_weight = 0;  // of the leaves, and the guarantees
    uint64_t weight = 0;       // of all here and below, but for what is below closed gates
    double now = 0;            // virtual time: how far those who wait have been served
    double leaves_time = 0;    // that of the leaves together
};

// A link or a site in one direction: a rate, and who waits for it. It holds no packets.
struct Gate {
    uint64_t key = 0;  // of its name
    RateBucket bucket;
    RateBucket minimum;
    RateBucket floor;
    RateBucket part;                // of a rate that workers share: what this one may count on
    uint32_t next = kNone;          // on the wheel, while closed
    uint32_t next_minimum = kNone;  // on the wheel, while the minimum is used up
    uint32_t children = 0;          // where its heaps begin
    bool closed = false;
    bool minimum_parked = false;
    CircularList<Guarantee> guarantees;
    std::array<GateLevel, kServiceLevelCount> levels;
    // In the parent's heap of each level: where, and its virtual time, in bytes a weight.
    std::array<uint32_t, kServiceLevelCount> position = {kNone, kNone, kNone};
    std::array<double, kServiceLevelCount> time{};
};

}  // namespace sluice
