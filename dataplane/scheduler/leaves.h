// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "dataplane/scheduler/departures.h"
#include "dataplane/scheduler/element_pool.h"
#include "dataplane/scheduler/flow_queues.h"
#include "dataplane/scheduler/key_index.h"
#include "dataplane/scheduler/leaf.h"
#include "policy/shaping_plan.h"

namespace sluice {

// A worker's leaves, and the order of service within each: classes by strict priority with a guard,
// in a class those that rules shape beside the rest, then flows.
class Leaves {
 public:
    // Throws std::runtime_error if the memory is not to be had.
    Leaves(uint32_t leaves, uint32_t groups);

    void adopt(const ShapingPlan& plan) { plan_ = &plan; }

    void prefetch(uint64_t key) const { index_.prefetch(key); }
    void prefetch_leaf(uint64_t key);
    uint32_t find(uint64_t key) { return index_.find(pool_.data(), key); }
    // A new one, in an idle one's place if need be; kNone: all are in use.
    uint32_t begin(uint64_t key, uint64_t now_ns);

    // Of the shape's group in this leaf, begun if there is none; null: there is no room for it.
    Group* group(Leaf& leaf, const ShapePlan& shape, TrafficClass traffic_class, uint64_t now_ns);

    // The next packet to be sent, in `out` with those that CoDel dropped before it. False: none
    // now, but what waits for its group's rate.
    bool take(Leaf& leaf, FlowQueues& queues, uint64_t now_ns, Departures& out, uint32_t& bytes);
    // Of a leaf without packets: the queues, so that none outlives it.
    void end_flows(Leaf& leaf, FlowQueues& queues);
    // Of the class whose turn it likely is; null: nothing waits but what rules shape.
    const FlowLists* next_lists(uint32_t leaf) const {
        for (const FlowLists& lists : pool_[leaf].classes) {
            if (!lists.empty())
                return &lists;
        }
        return nullptr;
    }

    const Rate& rate(const Leaf& leaf) const;
    const Rate& minimum(const Leaf& leaf) const {
        return plan_->tier(leaf.tier).minimum[static_cast<size_t>(leaf.direction)];
    }

    Leaf* data() { return pool_.data(); }
    // Of gates' lists and the wheel, by leaf.
    Link* links() { return links_; }
    void prefetch_at(uint32_t leaf) const {
        __builtin_prefetch(&pool_[leaf]);
        __builtin_prefetch(reinterpret_cast<const char*>(&pool_[leaf]) + 64);
    }
    Leaf& operator[](uint32_t leaf) { return pool_[leaf]; }
    ElementPool<Guarantee>& guarantees() { return guarantees_; }
    const ElementPool<Leaf>& pool() const { return pool_; }
    ElementPool<Group>& groups() { return groups_; }
    size_t memory_bytes() const {
        return pool_.memory_bytes() + link_memory_.size() + index_.memory_bytes() +
               groups_.memory_bytes() + guarantees_.memory_bytes();
    }

 private:
    struct Taking;  // what take() carries along

    bool take_from(size_t traffic_class, Taking& taking);
    bool take_beside_groups(size_t traffic_class, Taking& taking);
    bool waits(const Leaf& leaf, size_t traffic_class) const;
    bool end_an_idle_one(uint64_t now_ns);
    bool is_idle(Leaf& leaf, uint64_t now_ns);
    void end(uint32_t number);

    const ShapingPlan* plan_ = nullptr;
    ElementPool<Leaf> pool_;
    Arena link_memory_;
    Link* links_;
    KeyIndex<Leaf> index_;
    ElementPool<Group> groups_;
    ElementPool<Guarantee> guarantees_;
    uint32_t hand_ = 0;  // where the search for an idle one goes on
};

}  // namespace sluice
