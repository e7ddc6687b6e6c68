// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "dataplane/publish.h"

namespace sluice {

// The workers' own counters, added up. counter_of(const WorkerCounters&) gives a reference to one.
template <typename CounterOf>
double sum(const std::vector<WorkerReport>& workers, CounterOf&& counter_of) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers)
        total += static_cast<const Counter&>(counter_of(*worker.counters)).get();
    return static_cast<double>(total);
}

// IP-layer bytes that a link has carried that way; link: index into the configuration's.
inline uint64_t passed(const std::vector<WorkerReport>& workers, size_t link, Direction direction) {
    uint64_t total = 0;
    for (const WorkerReport& worker : workers) {
        if (link < worker.links.size())
            total += worker.links[link].passed[static_cast<size_t>(direction)].get();
    }
    return total;
}

inline constexpr Direction kDirections[] = {Direction::up, Direction::down};

}  // namespace sluice
