// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "bench/backlog.h"
#include "dataplane/scheduler/scheduler.h"
#include "dataplane/tsc_clock.h"

struct rte_mempool;

namespace sluice::bench {

// The box's own scheduler with the same backlog, downstream. The bursts that come out of it go in
// again as the pipeline shows them to it: with look-ups ahead, the time read once for both. Where
// only the turns count, time is not the clock's: with each turn there is credit for a burst.
class ShaperBacklog : public Backlog {
 public:
    // subscribers: those of the shape, see fill_subscribers; outlive it. The packets come from the
    // pool and go back to it. Throws std::runtime_error.
    ShaperBacklog(const BacklogShape& shape, Subscribers& subscribers, rte_mempool* pool);
    ~ShaperBacklog() override;
    ShaperBacklog(const ShaperBacklog&) = delete;
    ShaperBacklog& operator=(const ShaperBacklog&) = delete;

    uint32_t turn() override;
    void count_turn(std::vector<uint32_t>& by_subscriber) const override;
    size_t memory_bytes() const override { return scheduler_->memory_bytes(); }

 private:
    void fill(const BacklogShape& shape, const Subscribers& subscribers, rte_mempool* pool);
    ShapedPacket shown(const Departure& departure) const;
    void put_back(const ShapedPacket& packet, uint64_t now_ns);

    const uint32_t flows_;
    const uint16_t packet_bytes_;
    const uint64_t turn_ns_;  // of a burst at the link's rate; 0: the clock's time
    uint64_t simulated_ns_ = 0;
    TscClock clock_;
    std::unique_ptr<ShapingPlan> plan_;
    std::unique_ptr<Scheduler> scheduler_;
    Departures departures_;
    std::array<ShapedPacket, Departures::kCapacity> shown_;
    std::vector<rte_mbuf*> packets_;
};

// As many as the shape has, evenly in its sites.
void fill_subscribers(const BacklogShape& shape, Subscribers& subscribers);
// The shape's link, sites and tier to them.
std::unique_ptr<ShapingPlan> plan_of(const BacklogShape& shape, Subscribers& subscribers);

}  // namespace sluice::bench
