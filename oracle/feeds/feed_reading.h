// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <thread>

#include "oracle/feeds/network_feed.h"

namespace sluice {

// One reading of a network feed, on a thread of its own, so that a feed that is slow holds up
// neither the others nor who waits for them.
class FeedReading {
 public:
    // Begins. The feed outlives it, and is nobody else's until then.
    explicit FeedReading(NetworkFeed& feed);
    ~FeedReading() = default;  // stops it

    bool is_done() const { return is_done_; }
    // Waits for it; once.
    FeedTable take();

 private:
    FeedTable table_;
    std::atomic<bool> is_done_ = false;
    std::jthread thread_;  // before it, everything that it uses
};

}  // namespace sluice
