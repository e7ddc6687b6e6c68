// SPDX-License-Identifier: Apache-2.0
#include "dataplane/enforcement_samples.h"

namespace sluice {

void EnforcementSamples::offer(const Flow& flow, uint16_t rule_number, RuleDeed deed,
                               uint64_t now_ns) {
    const auto now_ms = static_cast<uint32_t>(now_ns / 1'000'000);
    uint32_t& next_ms = next_ms_[rule_number % kSlots];
    // Of a clock that wraps, and of one that was silent for long: more ahead than one may be.
    if (next_ms != 0 && next_ms - now_ms - 1 < kEachMs)
        return;
    next_ms = now_ms + kEachMs;
    const EnforcementSample sample{.key = flow.key,
                                   .flow_id = flow.id,
                                   .subscriber_record = flow.subscriber_record,
                                   .rule_number = rule_number,
                                   .deed = deed,
                                   .verdict = flow.inspection.verdict};
    if (ring_.push(sample))
        counts_.taken++;
    else
        counts_.lost++;
}

}  // namespace sluice
