// SPDX-License-Identifier: Apache-2.0
#include "dataplane/timing_wheel.h"

namespace sluice {
namespace {

// Ticks are counted in the clock's 32 bits and wrap with it.
constexpr uint32_t kTicks = static_cast<uint32_t>((uint64_t{1} << 32) / TimingWheel::kSlotMs);
static_assert(kTicks % TimingWheel::kSlots == 0, "a slot stays the same one when the clock wraps");

}  // namespace

void TimingWheel::schedule(Flow& flow, uint32_t due_ms) {
    if (flow.wheel_slot != 0)
        remove(flow);
    // Not into the past, nor further than one turn.
    const uint32_t ticks_ahead = (due_ms / kSlotMs - tick_) % kTicks;
    const bool past = ticks_ahead > kTicks / 2;
    const uint32_t slot = (tick_ + (past ? 0 : std::min(ticks_ahead, kSlots - 1))) % kSlots;

    uint32_t& first = first_[slot];
    const uint32_t link = table_.index_of(flow) + 1;
    flow.wheel_slot = slot + 1;
    flow.wheel_previous = 0;
    flow.wheel_next = first;
    if (first != 0)
        table_.at(first - 1).wheel_previous = link;
    first = link;
}

void TimingWheel::remove(Flow& flow) {
    if (flow.wheel_slot == 0)
        return;
    if (flow.wheel_previous != 0)
        table_.at(flow.wheel_previous - 1).wheel_next = flow.wheel_next;
    else
        first_[flow.wheel_slot - 1] = flow.wheel_next;
    if (flow.wheel_next != 0)
        table_.at(flow.wheel_next - 1).wheel_previous = flow.wheel_previous;
    flow.wheel_slot = 0;
    flow.wheel_next = 0;
    flow.wheel_previous = 0;
}

// A slot is emptied once the clock is past its end: then all in it are due.
Flow* TimingWheel::next_due(uint32_t now_ms) {
    const uint32_t now_tick = now_ms / kSlotMs;
    while (tick_ != now_tick && (now_tick - tick_) % kTicks < kTicks / 2) {
        const uint32_t link = first_[tick_ % kSlots];
        if (link != 0) {
            Flow& flow = table_.at(link - 1);
            if (flow.wheel_next != 0) {
                const Flow& after = table_.at(flow.wheel_next - 1);
                __builtin_prefetch(&after);
                __builtin_prefetch(&after.id);
            }
            return &flow;
        }
        tick_ = (tick_ + 1) % kTicks;
    }
    return nullptr;
}

}  // namespace sluice
