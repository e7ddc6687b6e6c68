// SPDX-License-Identifier: Apache-2.0
#include "policy/congestion/release_wait.h"

#include <algorithm>

#include "policy/congestion/use_window.h"

namespace sluice {

void ReleaseWait::add(uint64_t bytes, uint64_t from_ns, uint64_t until_ns,
                      const Threshold& threshold) {
    const uint64_t part_ns = threshold.part_ns();
    uint64_t at = from_ns;
    const uint64_t first_end = std::max(part_began_ns_ + part_ns, at);
    if (at < until_ns && first_end <= until_ns) {
        const uint64_t first = saturating_share(bytes, first_end - at, until_ns - at);
        part_bytes_ = saturating_add(part_bytes_, first);
        bytes -= first;
        at = first_end;
        end_part(at, threshold);

        // All whole parts are alike, so hours of them cost no more than one.
        const uint64_t whole_ns = (until_ns - at) / part_ns * part_ns;
        if (whole_ns > 0) {
            part_bytes_ = saturating_share(bytes, whole_ns, until_ns - at);
            bytes -= part_bytes_;
            at += whole_ns;
            end_part(at, threshold);
        }
    }
    part_bytes_ = saturating_add(part_bytes_, bytes);
}

bool ReleaseWait::is_over(const Threshold& threshold) const {
    return part_began_ns_ - since_ns_ >= threshold.part_ns() * kParts;
}

uint64_t ReleaseWait::earliest_end_ns(const Threshold& threshold) const {
    const uint64_t part_ns = threshold.part_ns();
    const bool spoilt =
        !is_below(part_bytes_, threshold.rate_bps, part_ns, threshold.below_permille);
    return (spoilt ? part_began_ns_ + part_ns : since_ns_) + part_ns * kParts;
}

uint32_t ReleaseWait::average_permille(const Threshold& threshold) const {
    return rate_permille(quiet_bytes_, threshold.rate_bps, part_began_ns_ - since_ns_);
}

void ReleaseWait::end_part(uint64_t end_ns, const Threshold& threshold) {
    if (is_below(part_bytes_, threshold.rate_bps, end_ns - part_began_ns_,
                 threshold.below_permille)) {
        quiet_bytes_ = saturating_add(quiet_bytes_, part_bytes_);
    } else {
        since_ns_ = end_ns;
        quiet_bytes_ = 0;
    }
    part_bytes_ = 0;
    part_began_ns_ = end_ns;
}

}  // namespace sluice
