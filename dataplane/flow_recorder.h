// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "dataplane/arena.h"
#include "dataplane/flow_record.h"
#include "dataplane/flow_table.h"
#include "dataplane/spsc_ring.h"
#include "policy/subscribers.h"

namespace sluice {

struct FlowRecordSettings {
    uint64_t active_timeout_ns = 0;  // 0: no records are wanted
    uint32_t waiting = 32'768;       // records of one worker that control has yet to take
};

// Makes a worker's flow records, and remembers by the flow's place in the table what they had. A
// packet costs nothing: a flow's counts are cumulative, and a record is what they grew by. Private
// to the worker, but for take(), the flush and the counts.
class FlowRecorder {
 public:
    // Throws std::runtime_error if the memory is not to be had. All outlive it.
    FlowRecorder(const FlowRecordSettings& settings, FlowTable& flows,
                 const Subscribers& subscribers);

    void begin(const Flow& flow);
    void end(const Flow& flow, FlowEndReason reason);
    // Before it is another's: what it did until now is the one's whose it was.
    void change_subscriber(const Flow& flow);
    // Records of those that run for longer than the active timeout, and of all once a flush is
    // wanted. A slice a call; the whole in a sixteenth of the timeout, so no record is later.
    void walk(uint64_t now_ns);

    // Control's, one thread: how many were put into the front of records.
    size_t take(std::span<FlowRecord> records) { return ring_.pop(records); }
    // Any thread: records of all flows, as far as there is room, and when that is done.
    void want_flush() { flush_wanted_.store(true, std::memory_order_release); }
    bool flushed() const { return flushed_.load(std::memory_order_acquire); }

    const FlowRecordCounts& counts() const { return counts_; }
    size_t memory_bytes() const { return memory_.size() + ring_.capacity() * sizeof(FlowRecord); }

 private:
    // What a flow's records had so far.
    struct Told {
        std::array<uint64_t, kDirectionCount> ip_bytes;
        std::array<uint32_t, kDirectionCount> packets;
        uint64_t since_ns;  // 0: there is no flow in this place
    };

    Told& told(const Flow& flow) { return told_[flows_.index_of(flow)]; }
    // False: there was something to tell and no room. Else the next record begins at since_ns.
    bool tell(const Flow& flow, FlowEndReason reason, uint64_t since_ns);
    void lose(const Flow& flow);
    void walk_slice(uint64_t now_ns, uint32_t most);

    FlowTable& flows_;
    const Subscribers& subscribers_;
    const uint64_t active_timeout_ns_;
    Arena memory_;
    Told* const told_;
    SpscRing<FlowRecord> ring_;
    uint32_t walk_next_ = 0;
    uint64_t walk_began_ns_ = 0;
    bool flushing_ = false;
    std::atomic<bool> flush_wanted_{false};
    std::atomic<bool> flushed_{false};
    FlowRecordCounts counts_;
};

}  // namespace sluice
