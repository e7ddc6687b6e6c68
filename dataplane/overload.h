// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sluice {

// Whether more packets wait for a worker than it has time for, by what its polls of the ports give:
// one full burst after another means that a ring fills faster than it is emptied. While it is so,
// flows that nobody knows yet are forwarded without being looked into, since looking into new flows
// is what costs most and is missed least (design decision 10). Pure, the worker's own.
class Overload {
 public:
    // Half of a receive ring: what comes in one such run is a burst that the ring is there for.
    static constexpr uint32_t kFullPolls = 8;
    // Without a full burst, for the end: no flapping at the edge.
    static constexpr uint32_t kRestedPolls = 8;

    // Once a turn of the poll loop that received anything: whether any port gave all that a burst
    // has room for.
    void see(bool full) {
        full_polls_ = full ? full_polls_ + 1 : 0;
        rested_polls_ = full ? 0 : rested_polls_ + 1;
        if (full_polls_ >= kFullPolls)
            now_ = true;
        else if (rested_polls_ >= kRestedPolls)
            now_ = false;
    }
    bool now() const { return now_; }

 private:
    uint32_t full_polls_ = 0;
    uint32_t rested_polls_ = 0;
    bool now_ = false;
};

}  // namespace sluice
