// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "dataplane/flow_table.h"

namespace sluice {

// When to look whether a flow has gone idle. Private to a worker's thread, as its table is. A
// packet only writes Flow::last_seen_ms; the wheel finds out when the flow's slot comes up, and
// then expires it or moves it to where it would now be due. So a flow ends at most one slot after
// its timeout. Times are of the worker's millisecond clock, which wraps.
class TimingWheel {
 public:
    static constexpr uint32_t kSlotMs = 1'024;
    static constexpr uint32_t kSlots = 512;  // 8.7 minutes; what is due later is looked at earlier

    TimingWheel(FlowTable& table, uint32_t now_ms) : table_(table), tick_(now_ms / kSlotMs) {}

    // From now on, or anew: O(1).
    void schedule(Flow& flow, uint32_t due_ms);

    // Before a flow is erased from the table, unless advance() is what ends it.
    void remove(Flow& flow);

    // Looks at flows that may be due, at most budget of them, and returns at how many. Less than
    // budget: all was done up to now_ms. timeout_ms(const Flow&) says how long the flow may be
    // idle; expire(Flow&) gets those that were, already off the wheel, and may erase them.
    template <typename TimeoutMs, typename Expire>
    uint32_t advance(uint32_t now_ms, uint32_t budget, TimeoutMs&& timeout_ms, Expire&& expire) {
        uint32_t looked_at = 0;
        while (Flow* flow = next_due(now_ms)) {
            if (looked_at == budget)
                break;
            ++looked_at;
            const uint32_t due_ms = flow->last_seen_ms + timeout_ms(*flow);
            if (static_cast<int32_t>(due_ms - now_ms) > 0) {
                schedule(*flow, due_ms);
                continue;
            }
            remove(*flow);
            expire(*flow);
        }
        return looked_at;
    }

 private:
    // The first flow in a slot that has passed, stepping over empty ones; null: none is left.
    Flow* next_due(uint32_t now_ms);

    FlowTable& table_;
    uint32_t tick_;                         // the slot being emptied; all before it are done
    std::array<uint32_t, kSlots> first_{};  // index + 1, 0: empty
};

}  // namespace sluice
