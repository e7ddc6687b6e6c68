// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/label.h"
#include "dataplane/scheduler/departures.h"
#include "dataplane/scheduler/flow_queues.h"
#include "dataplane/scheduler/gate_tree.h"
#include "dataplane/scheduler/leaves.h"
#include "dataplane/scheduler/parked.h"
#include "dataplane/scheduler/parking_wheel.h"
#include "dataplane/scheduler/scheduler_counts.h"
#include "dataplane/scheduler/scheduler_settings.h"
#include "dataplane/service_class.h"
#include "policy/shaping_plan.h"
#include "policy/subscribers.h"

namespace sluice {

// A packet that would go now.
struct ShapedPacket {
    static constexpr uint32_t kNoRule = UINT32_MAX;

    void* buffer = nullptr;
    uint64_t subscriber_key = 0;  // see Scheduler::key_of
    uint64_t flow_id = 0;
    uint32_t record = 0;
    uint32_t generation = 0;  // of the record, as the flow knows it
    uint32_t link = 0;        // that it goes by
    uint32_t rule = kNoRule;  // that shapes it
    uint32_t ip_bytes = 0;
    uint32_t wire_bytes = 0;  // of the frame
    uint16_t port = 0;        // that it came in by
    uint16_t ip_offset = 0;   // of the outermost IP header
    uint8_t dscp = 0;
    bool ecn_capable = false;
    Direction direction = Direction::up;
    Label label = Label::unknown;
    ServiceClass service_class = ServiceClass::standard;
};

// One worker's shaper: which packets go at once, which wait, and when those may go (design decision
// 9). It knows neither DPDK nor the clock. All memory is taken when it is built; what runs out is
// counted, and the packet goes unshaped, or, when there is no room for packets, the longest queue
// loses its last one.
class Scheduler {
 public:
    // Throws std::runtime_error if the memory is not to be had. subscribers: outlive it.
    Scheduler(const SchedulerSettings& settings, const Subscribers& subscribers);

    // Whoever waits goes on waiting, by the next plan. It outlives the scheduler, or the next.
    void adopt(const ShapingPlan& plan);
    // Whether any packet may have to wait. If not, no packet need be shown.
    bool on() const {
        return plan_ != nullptr && (plan_->shapes || queues_.packets().in_use() != 0);
    }

    // Of a known subscriber, and of who is none, whom its address tells apart.
    static uint64_t key_of(uint32_t record, Direction direction) {
        return (uint64_t{record} + 1) << 1 | static_cast<uint64_t>(direction);
    }
    static uint64_t key_of_stranger(uint64_t hash, Direction direction) {
        return uint64_t{1} << 63 | hash >> 2 << 1 | static_cast<uint64_t>(direction);
    }

    // For a burst: first the one of each pair for all, then the other.
    void prefetch(uint64_t subscriber_key) const { leaves_.prefetch(subscriber_key); }
    void prefetch_leaf(uint64_t subscriber_key) { leaves_.prefetch_leaf(subscriber_key); }
    void prefetch_flow(const ShapedPacket& packet) const;
    void prefetch_queue(const ShapedPacket& packet);
    void prefetch_tail(const ShapedPacket& packet);

    enum class Admission {
        goes,   // at once
        waits,  // its buffer is the scheduler's until it departs
        lost,   // there is no room for it
    };
    Admission admit(const ShapedPacket& packet, uint64_t now_ns);

    // Adds what may go now, and what is dropped, as long as there is room. Call it often: rates are
    // as even as the calls are.
    void run(uint64_t now_ns, Departures& out);

    const SchedulerCounts& counts() const { return counts_; }
    uint32_t waiting_packets() const { return queues_.packets().in_use(); }
    // Of all who wait for their turn, both directions: 0 when nobody does.
    uint64_t weight_at_the_top();
    size_t memory_bytes() const;

 private:
    void set_now(uint64_t now_ns);
    GateTree& tree(Direction direction) { return trees_[static_cast<size_t>(direction)]; }
    uint32_t leaf_for(const ShapedPacket& packet, const ShapePlan* shape);
    void look_up(uint32_t number, uint32_t generation, uint32_t link);
    bool may_go(Leaf& leaf, Group* group);
    Admission wait(const ShapedPacket& packet, uint32_t cost, uint32_t number, Group* group,
                   TrafficClass traffic_class);
    bool has_too_much(const Leaf& leaf, uint64_t flow_key);
    void charge(Leaf& leaf, uint32_t bytes);

    ServiceLevel level_of(const Leaf& leaf) const;
    void begin_turns(uint32_t number, bool fresh);
    void end_turns(uint32_t number, CircularList<Link>& list);
    void park_groups(const Leaf& leaf);
    void begin_guarantee(uint32_t number);
    void park(uint32_t number, uint64_t until_ns);
    void release(uint32_t parked);
    uint32_t& next_of(uint32_t parked);

    bool serve(GateTree& gates, Departures& out);
    void serve_leaves(GateTree& gates, Turn& turn, Departures& out);
    uint32_t serve_leaf(GateTree& gates, const Turn& turn, Departures& out);
    void go_on(uint32_t number, GateLevel& level, bool is_fresh, bool served);
    void serve_guarantee(GateTree& gates, const Turn& turn, Departures& out);
    uint32_t send(Leaf& leaf, int64_t credit, Departures& out);
    void prefetch_opened(GateTree& gates);
    void prefetch_after(uint32_t number);
    void prefetch_parked(uint32_t parked) const;

    const Subscribers& subscribers_;
    const ShapingPlan* plan_ = nullptr;
    uint64_t now_ns_ = 0;
    ParkingWheel wheel_;
    FlowQueues queues_;
    Leaves leaves_;
    std::array<GateTree, kDirectionCount> trees_;
    Departures evicted_;
    bool up_first_ = false;
    SchedulerCounts counts_;
};

}  // namespace sluice
