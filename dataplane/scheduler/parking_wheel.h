// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "dataplane/scheduler/circular_list.h"

namespace sluice {

// Who waits for time to pass: for credit. Nobody is taken out early; who comes out may find that
// there is still to wait, and parks again. That also makes an hour's wait a few of the wheel's.
class ParkingWheel {
 public:
    static constexpr uint64_t kTickNs = 1 << 15;
    static constexpr uint32_t kSlots = 4'096;
    static constexpr uint64_t kHorizonNs = kTickNs * (kSlots - 1);

    ParkingWheel() { slots_.fill(kNone); }

    // Nobody is parked any more; whoever was is told by others.
    void clear() {
        slots_.fill(kNone);
        taken_.fill(0);
        due_ = kNone;
    }

    // next: the element's own, which is the wheel's while it is parked.
    void park(uint32_t element, uint32_t& next, uint64_t until_ns) {
        const uint64_t due = std::clamp(until_ns / kTickNs + 1, tick_ + 1, tick_ + kSlots - 1);
        const auto slot = static_cast<uint32_t>(due % kSlots);
        next = slots_[slot];
        slots_[slot] = element;
        taken_[slot / 64] |= uint64_t{1} << slot % 64;
    }

    // Gives release(element) who is due, at most budget of them in a call; next_of(element) is the
    // reference that it was parked with.
    template <typename NextOf, typename Ahead, typename Release>
    void advance(uint64_t now_ns, uint32_t budget, NextOf&& next_of, Ahead&& ahead,
                 Release&& release) {
        const uint64_t now = now_ns / kTickNs;
        if (now < tick_ && tick_ - now > kSlots)
            tick_ = now;  // the clock was set back: who is parked comes out within a turn
        while (budget > 0) {
            if (due_ == kNone && !take_next_slot(now))
                return;
            const uint32_t element = due_;
            due_ = next_of(element);
            if (due_ != kNone) {
                if (const uint32_t later = next_of(due_); later != kNone)
                    ahead(later);
            }
            --budget;
            release(element);
        }
    }

 private:
    // Steps on to the next slot with somebody in it; false: none up to now.
    bool take_next_slot(uint64_t now) {
        if (now > tick_ + kSlots)
            tick_ = now - kSlots;  // one whole turn has everybody
        while (tick_ < now) {
            ++tick_;
            const auto slot = static_cast<uint32_t>(tick_ % kSlots);
            const uint64_t word = taken_[slot / 64] >> slot % 64;
            if (word == 0) {  // nobody until the end of this word
                tick_ = std::min(now, tick_ + 63 - slot % 64);
                continue;
            }
            if ((word & 1) == 0)
                continue;
            due_ = slots_[slot];
            slots_[slot] = kNone;
            taken_[slot / 64] &= ~(uint64_t{1} << slot % 64);
            return true;
        }
        return false;
    }

    uint64_t tick_ = 0;  // all slots up to this have been emptied
    uint32_t due_ = kNone;
    std::array<uint32_t, kSlots> slots_;
    std::array<uint64_t, kSlots / 64> taken_{};
};

}  // namespace sluice
