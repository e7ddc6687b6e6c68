// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>

#include "oracle/tracker/tracker.h"

namespace sluice {

// The one tracker behind all of a process's sockets. It is locked for a burst of requests at a
// time: what the kernel does for them takes several times as long, so threads wait little.
struct SharedTracker {
    SharedTracker(const TrackerSettings& settings, const SipKey& key, uint64_t seed)
        : tracker(settings, key, seed) {}

    std::mutex mutex;
    Tracker tracker;
};

// Of a clock that never goes back.
inline uint32_t tracker_now_s() {
    return static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                     std::chrono::steady_clock::now().time_since_epoch())
                                     .count());
}

}  // namespace sluice
