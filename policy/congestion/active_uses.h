// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "classifier/attributes.h"
#include "policy/congestion/time_line.h"
#include "policy/congestion/use_window.h"
#include "policy/congestion_settings.h"

namespace sluice {

// The windows of those who used something lately. Who did not has none, and costs nothing.
class ActiveUses {
 public:
    static constexpr uint32_t kNone = UINT32_MAX;

    struct Use {
        uint32_t record = 0;
        bool taken = false;
        bool touched = false;  // is in touched()
        Measure measure = Measure::volume;
        uint64_t slice_ns = 0;
        std::array<uint64_t, kDirectionCount> pending_bytes{};  // since the last advance
        std::array<UseWindow, kDirectionCount> windows;

        bool is_empty(uint64_t now_ns) const {
            return pending_bytes[0] == 0 && pending_bytes[1] == 0 &&
                   windows[0].is_empty(now_ns, slice_ns) && windows[1].is_empty(now_ns, slice_ns);
        }
    };

    // Empty, of somebody who has none.
    uint32_t take(uint32_t record, uint64_t slice_ns, Measure measure);
    void give_back(uint32_t number);
    // As measured from now on. Use that was measured otherwise is forgotten.
    void measure_by(uint32_t number, uint64_t slice_ns, Measure measure, uint64_t now_ns);

    Use& operator[](uint32_t number) { return uses_[number]; }
    const Use& operator[](uint32_t number) const { return uses_[number]; }
    uint32_t count() const { return static_cast<uint32_t>(uses_.size() - free_.size()); }

    // Whose have to be looked at in this round.
    void touch(uint32_t number) {
        if (!uses_[number].touched)
            touched_.push_back(number);
        uses_[number].touched = true;
    }
    // In any order; some may have been given back since, or serve others.
    const std::vector<uint32_t>& touched() const { return touched_; }
    void end_round();

    // Gives back some that are empty, in turn: as many looked at as were touched, and a few more,
    // so that memory follows use at a cost that does, too. Calls forgotten(record).
    template <typename Forgotten>
    void forget_idle(uint64_t now_ns, const Forgotten& forgotten) {
        constexpr size_t kAtLeast = 64;
        const size_t looks = std::min(touched_.size() + kAtLeast, uses_.size());
        for (size_t i = 0; i < looks; ++i) {
            hand_ = hand_ + 1 < uses_.size() ? hand_ + 1 : 0;
            if (!uses_[hand_].taken || uses_[hand_].touched || !uses_[hand_].is_empty(now_ns))
                continue;
            forgotten(uses_[hand_].record);
            give_back(static_cast<uint32_t>(hand_));
        }
    }

 private:
    std::deque<Use> uses_;
    std::vector<uint32_t> free_;
    std::vector<uint32_t> touched_;
    size_t hand_ = 0;
};

}  // namespace sluice
