// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/active_uses.h"

namespace sluice {

uint32_t ActiveUses::take(uint32_t record, uint64_t slice_ns, Measure measure) {
    uint32_t number = 0;
    if (free_.empty()) {
        number = static_cast<uint32_t>(uses_.size());
        uses_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    Use& use = uses_[number];
    use.record = record;
    use.taken = true;
    use.slice_ns = slice_ns;
    use.measure = measure;
    return number;
}

void ActiveUses::give_back(uint32_t number) {
    const bool touched = uses_[number].touched;
    uses_[number] = {};
    uses_[number].touched = touched;  // it is still in the list
    free_.push_back(number);
}

void ActiveUses::measure_by(uint32_t number, uint64_t slice_ns, Measure measure, uint64_t now_ns) {
    Use& use = uses_[number];
    if (use.measure != measure) {
        use.windows = {};
        use.pending_bytes = {};
    }
    for (UseWindow& window : use.windows)
        window.resample(now_ns, use.slice_ns, slice_ns);
    use.measure = measure;
    use.slice_ns = slice_ns;
}

void ActiveUses::end_round() {
    for (const uint32_t number : touched_)
        uses_[number].touched = false;
    touched_.clear();
}

}  // namespace sluice
