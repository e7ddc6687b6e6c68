// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "control/subscribers/registry.h"
#include "dataplane/publish.h"
#include "policy/congestion/usage_lines.h"

namespace sluice {

// What subscribers used, interval by interval, for who wants to simulate with it. Nothing is added
// up while nobody asks.
class UsageRecordings {
 public:
    using Time = std::chrono::system_clock::time_point;

    // One asker's. Ends when it is let go of.
    class Recording {
     public:
        static constexpr size_t kWaitingMost = 10;  // intervals; of a slower asker the oldest go

        explicit Recording(std::chrono::seconds every) : every_(every) {}

        // Any thread. Of the next interval that is over, those who used anything; empty: none is
        // within the time.
        std::vector<RecordedUse> wait(std::chrono::milliseconds timeout);

     private:
        friend class UsageRecordings;

        const std::chrono::seconds every_;
        // By record and Direction; the rounds' thread alone.
        std::unordered_map<uint32_t, std::array<int64_t, kDirectionCount>> sums_;
        Time began_;
        std::mutex mutex_;
        std::condition_variable over_;
        std::deque<std::vector<RecordedUse>> waiting_;
    };

    explicit UsageRecordings(const SubscriberRegistry& registry) : registry_(registry) {}

    // Any thread.
    std::shared_ptr<Recording> begin(std::chrono::seconds every, Time now);

    // One thread, the usage rounds'.
    void used(std::span<const UsageRow> rows);
    void finish_round(Time now);

 private:
    std::vector<std::shared_ptr<Recording>> recordings();
    std::vector<RecordedUse> take(Recording& recording, Time now) const;

    const SubscriberRegistry& registry_;
    std::mutex mutex_;
    std::vector<std::weak_ptr<Recording>> recordings_;
};

}  // namespace sluice
