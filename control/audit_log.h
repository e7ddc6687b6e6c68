// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "control/store/store.h"

namespace sluice {

// The store's audit log with somebody waiting at its end. Any thread.
class AuditLog {
 public:
    explicit AuditLog(Store& store) : store_(store) {}

    // Writes it to the store and to the daemon's log. A store that fails is logged, not thrown:
    // what is recorded here has happened already.
    void record(std::string_view kind, std::string_view subject, std::string_view detail);
    // The same of what happened together, written at once. Their numbers are ignored.
    void record_all(std::span<const AuditEvent> events);

    std::vector<AuditEvent> latest(size_t limit) { return store_.latest_events(limit); }
    std::vector<AuditEvent> after(uint64_t number, size_t limit) {
        return store_.events_after(number, limit);
    }
    uint64_t last_number();
    // Those from before that time are gone. A store that fails is logged.
    void forget(WallTime before);

    // Returns when something may have been recorded after that number, or the time is over.
    void wait_after(uint64_t number, std::chrono::milliseconds timeout);

 private:
    Store& store_;
    std::mutex mutex_;
    std::condition_variable recorded_;
    uint64_t last_number_ = 0;
};

}  // namespace sluice
