// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace sluice {

// What became of connections and requests before any handler saw them. Any thread.
struct HttpCounters {
    std::atomic<uint64_t> opened = 0;
    std::atomic<uint64_t> closed = 0;
    std::atomic<uint64_t> refused = 0;     // who is not served, or has or there are too many
    std::atomic<uint64_t> gave_way = 0;    // idle, when there were too many
    std::atomic<uint64_t> timed_out = 0;   // in the middle of a handshake, a request or a reply
    std::atomic<uint64_t> malformed = 0;   // 400, 413 and 431
    std::atomic<uint64_t> over_rate = 0;   // 429
    std::atomic<uint64_t> overloaded = 0;  // 503
};

}  // namespace sluice
