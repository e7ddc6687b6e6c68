// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/slot_pool.h"

namespace sluice {

// A SlotPool that remembers who holds each slot, and in which order they came: where none is left,
// who has held one for longest can be asked to give way.
template <class T, class Holder>
class AgedSlotPool {
 public:
    static constexpr uint32_t kNone = 0;

    explicit AgedSlotPool(uint32_t capacity) : slots_(capacity) {}

    // A slot as it was left, or kNone if there is none left.
    uint32_t take(Holder holder) {
        const uint32_t handle = slots_.take();
        if (handle == kNone)
            return kNone;
        Slot& slot = slots_[handle];
        slot.holder = holder;
        slot.older = newest_;
        slot.newer = kNone;
        (newest_ != kNone ? slots_[newest_].newer : oldest_) = handle;
        newest_ = handle;
        return handle;
    }

    void give_back(uint32_t handle) {
        const Slot& slot = slots_[handle];
        (slot.older != kNone ? slots_[slot.older].newer : oldest_) = slot.newer;
        (slot.newer != kNone ? slots_[slot.newer].older : newest_) = slot.older;
        slots_.give_back(handle);
    }

    // The holder of the slot that was taken first; null if none is in use.
    const Holder* oldest() const { return oldest_ != kNone ? &slots_[oldest_].holder : nullptr; }

    T& operator[](uint32_t handle) { return slots_[handle].value; }
    const T& operator[](uint32_t handle) const { return slots_[handle].value; }

    // Read by any thread.
    uint32_t in_use() const { return slots_.in_use(); }
    size_t memory_bytes() const { return slots_.memory_bytes(); }

 private:
    struct Slot {
        T value{};
        Holder holder{};
        uint32_t older = kNone;
        uint32_t newer = kNone;
    };

    SlotPool<Slot> slots_;
    uint32_t oldest_ = kNone;
    uint32_t newest_ = kNone;
};

}  // namespace sluice
