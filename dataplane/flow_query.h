// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "dataplane/reports.h"
#include "dataplane/worker.h"

namespace sluice {

// A question about flows, travelling by a worker's command ring (design decision 11). The asker
// makes it, with room for the answer; the worker fills that room a slice at a time, between bursts,
// and sets done; then the asker reads.
class FlowQuery {
 public:
    enum class Order { any, most_bytes };

    FlowQuery(const FlowFilter& filter, Order order, size_t limit);

    // The worker's: looks at the next slice. True when it has seen all. Allocates nothing.
    bool answer_slice(Worker& worker, uint64_t now_ns);
    void finish() { done_.store(true, std::memory_order_release); }

    // The asker's.
    bool done() const { return done_.load(std::memory_order_acquire); }
    std::vector<FlowReport>& results() { return results_; }

    static bool more_bytes(const FlowReport& a, const FlowReport& b);

 private:
    static constexpr uint32_t kFlowsPerSlice = 512;

    bool wanted(const Flow& flow) const;
    bool has_room_for(const FlowReport& report) const;
    void keep(const FlowReport& report);

    const FlowFilter filter_;
    const Order order_;
    const size_t limit_;
    uint32_t next_ = 0;
    std::vector<FlowReport> results_;  // most_bytes: a heap, the fewest bytes on top
    std::atomic<bool> done_{false};
};

}  // namespace sluice
