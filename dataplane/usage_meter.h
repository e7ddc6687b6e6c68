// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "dataplane/counters.h"
#include "dataplane/flow_table.h"
#include "dataplane/usage_row.h"
#include "dataplane/usage_table.h"

namespace sluice {

// What a worker's subscribers used, on its way to control. A packet costs no look-up: its flow
// counts it, and what has come together in the flow is settled to the worker's table when the flow
// ends, when its subscriber, label or service class changes, and on a walk over all flows when
// control asks.
//
// There are two tables. The worker writes into one; control has the other for as long as it reads.
class UsageMeter {
 public:
    // rows: of each table; 0: nothing is accounted for. counters: outlive it. Throws
    // std::runtime_error if the memory is not to be had.
    UsageMeter(uint32_t rows, WorkerCounters& counters);

    bool on() const { return tables_[0] != nullptr; }

    // The worker's. What the flow has counted since it was last settled, under this label, is its
    // subscriber's. To be called before what the rows tell apart changes.
    void settle(Flow& flow, Label label);
    // A packet that was counted by the flow, but did not leave.
    void count_dropped(Flow& flow, Direction direction, UsageKind kind, uint32_t ip_bytes);
    // A packet that a queue gave up, whether its flow has counted it before or is about to: it is
    // taken back from what left. Told as it was when it was counted, because its flow may have
    // ended since: with its subscriber's record, and the label and service class of its flow then.
    // A queue outlives no record: a removed one serves another after two rounds of usage.
    void count_queue_drop(uint32_t record, Label label, Direction direction,
                          ServiceClass service_class, uint32_t ip_bytes);
    // One that a queue has set CE in. It leaves all the same.
    void count_ce_mark(uint32_t record, Label label, Direction direction,
                       ServiceClass service_class, uint32_t ip_bytes);
    // One that had no flow to count it.
    void count_unattributed(uint64_t packets, uint64_t ip_bytes);
    // Between bursts: goes on with what control asked for, a slice a call. at_once: as large a
    // slice as there may be.
    void step(FlowTable& flows, uint64_t now_ns, bool at_once = false);

    // Control's, one thread at a time.
    void ask();
    // There is something to read: what was asked for, or a table that was nearly full.
    bool handed() const { return state_.load(std::memory_order_acquire) == State::handed; }
    std::span<const UsageRow> rows() const { return tables_[1 - current_]->rows(); }
    // What all flows had when they were walked over is in it; else ask again.
    bool whole() const { return whole_; }
    void give_back();

    size_t memory_bytes() const;

 private:
    enum class State : uint8_t { idle, asked, handed };
    static constexpr uint64_t kWalkNs = 1'000'000'000;
    static constexpr uint32_t kFlowsAtOnce = 512;

    bool walk(FlowTable& flows, uint64_t now_ns, bool at_once);
    void hand_over(bool whole);
    void add_of_queue(UsageKind kind, uint32_t record, Label label, Direction direction,
                      ServiceClass service_class, uint32_t ip_bytes);
    void add(const UsageRow& row);

    WorkerCounters& counters_;
    std::array<std::unique_ptr<UsageTable>, 2> tables_;
    uint32_t current_ = 0;  // the worker's table; changed only while control has none
    bool whole_ = false;
    uint32_t next_ = 0;
    uint64_t walk_began_ns_ = 0;
    std::atomic<State> state_{State::idle};
};

}  // namespace sluice
