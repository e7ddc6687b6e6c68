// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// How long the use of somebody on best effort has stayed below the release threshold. The release
// window has kParts parts; one whose average is not below it starts the window anew at its end. So
// a short peak does no harm, and no minute of bulk passes unnoticed (RFC 6057, section 7.2: nobody
// is to oscillate between the two service levels).
class ReleaseWait {
 public:
    static constexpr uint32_t kParts = 15;
    // What it is held against. It may be another each time.
    struct Threshold {
        uint64_t rate_bps;
        uint32_t below_permille;
        uint64_t window_ns;

        uint64_t part_ns() const { return window_ns < kParts ? 1 : window_ns / kParts; }
    };

    explicit ReleaseWait(uint64_t now_ns) : since_ns_(now_ns), part_began_ns_(now_ns) {}

    // What was used evenly from when it was last told until now.
    void add(uint64_t bytes, uint64_t from_ns, uint64_t until_ns, const Threshold& threshold);
    bool is_over(const Threshold& threshold) const;
    // When it will be, if nothing is used from now on. Not before now only by who asks late.
    uint64_t earliest_end_ns(const Threshold& threshold) const;
    // On average since the window began, without the part that runs.
    uint32_t average_permille(const Threshold& threshold) const;

 private:
    void end_part(uint64_t end_ns, const Threshold& threshold);

    uint64_t since_ns_;         // its use has been below since then
    uint64_t quiet_bytes_ = 0;  // from then until the part that runs
    uint64_t part_began_ns_;
    uint64_t part_bytes_ = 0;
};

}  // namespace sluice
