// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "dataplane/scheduler/backlogs.h"
#include "dataplane/scheduler/departures.h"
#include "dataplane/scheduler/element_pool.h"
#include "dataplane/scheduler/flow_queue.h"
#include "dataplane/scheduler/key_index.h"
#include "dataplane/scheduler/leaf.h"
#include "dataplane/scheduler/queued_packet.h"

namespace sluice {

// A worker's packets that wait, in queues of flows (RFC 8290): all of the memory, what CoDel says,
// and who has to go when the memory is full.
class FlowQueues {
 public:
    // What a flow may send in one turn.
    static constexpr int32_t kQuantum = 1'514;

    // Throws std::runtime_error if the memory is not to be had.
    FlowQueues(uint32_t packets, uint32_t flows)
        : packets_(packets), flows_(flows), index_(flows) {}

    enum class Added { added, no_packet, no_flow };
    // A packet that costs so much, at the end of the flow's queue, which is begun in these lists if
    // there is none. If it was added, the rest of what is known of it is to be written there.
    Added add(uint32_t bytes, uint64_t flow_key, uint32_t leaf_number, Leaf& leaf, FlowLists& lists,
              QueuedPacket*& queued);
    void prefetch(uint64_t flow_key) const { index_.prefetch(flow_key); }
    void prefetch_flow(uint64_t flow_key) {
        if (const uint32_t flow = index_.candidate(flow_key); flow != kNone)
            __builtin_prefetch(&flows_[flow]);
    }
    // The packet that the next one is put behind.
    void prefetch_tail(uint64_t flow_key) {
        const uint32_t flow = index_.candidate(flow_key);
        if (flow != kNone && flows_[flow].tail != kNone)
            __builtin_prefetch(&packets_[flows_[flow].tail]);
    }
    uint32_t bytes_of(uint64_t flow_key) {
        const uint32_t flow = index_.find(flows_.data(), flow_key);
        return flow == kNone ? 0 : flows_[flow].bytes;
    }

    // The next packet of these lists by deficit round robin, with what CoDel says of it: sent or
    // marked. What CoDel drops before it is in `out`, too. False: there is none, or no room in out
    // to say more.
    bool take(FlowLists& lists, Leaf& leaf, const CodelTimes& times, bool ecn, uint64_t now_ns,
              Departures& out, uint32_t& bytes);
    // Those of a leaf without packets.
    void end_all(FlowLists& lists, Leaf& leaf);
    // For what take() will read to be in cache, one after the other: the list's last queue, which
    // tells the first; the first; its packet.
    void prefetch_last(const FlowLists& lists) const {
        __builtin_prefetch(&flows_[lists.next_list().last()]);
    }
    void prefetch_first(const FlowLists& lists) const {
        __builtin_prefetch(&flows_[lists.next_list().first(flows_.data())]);
    }
    void prefetch_packet(const FlowLists& lists) const {
        const FlowQueue& first = flows_[lists.next_list().first(flows_.data())];
        if (first.head != kNone)
            __builtin_prefetch(&packets_[first.head]);
    }

    // For whoever sends that packet.
    void prefetch_buffer(const FlowLists& lists) const {
        const FlowQueue& first = flows_[lists.next_list().first(flows_.data())];
        if (first.head != kNone)
            __builtin_prefetch(packets_[first.head].buffer);
    }

    // Takes the last packet of about the longest queue, and says in whose leaf; kNone: all are
    // short.
    uint32_t evict(Leaf* leaves, uint64_t now_ns, Departures& out);

    const ElementPool<QueuedPacket>& packets() const { return packets_; }
    const ElementPool<FlowQueue>& flows() const { return flows_; }
    size_t memory_bytes() const {
        return packets_.memory_bytes() + flows_.memory_bytes() + index_.memory_bytes();
    }

 private:
    bool take_from(uint32_t number, Leaf& leaf, const CodelTimes& times, bool ecn, QueueTime now,
                   Departures& out, uint32_t& bytes);
    void depart(uint32_t place, Departure::Fate fate, QueueTime waited, const Leaf& leaf,
                Departures& out);
    void end_flow(uint32_t number, Leaf& leaf);

    ElementPool<QueuedPacket> packets_;
    ElementPool<FlowQueue> flows_;
    KeyIndex<FlowQueue> index_;
    Backlogs backlogs_;
};

}  // namespace sluice
