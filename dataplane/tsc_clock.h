// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <rte_cycles.h>

namespace sluice {

// Nanoseconds since it was made, from the time-stamp counter. The same in all workers: the counter
// is invariant and synchronous on every processor that DPDK supports.
class TscClock {
 public:
    TscClock()
        : start_(rte_rdtsc()),
          ns_per_tick_q32_(static_cast<uint64_t>(
              (uint64_t{1'000'000'000} << 32) / static_cast<unsigned __int128>(rte_get_tsc_hz()))) {
    }

    uint64_t now_ns() const {
        const unsigned __int128 ticks = rte_rdtsc() - start_;
        return static_cast<uint64_t>(ticks * ns_per_tick_q32_ >> 32);
    }

 private:
    uint64_t start_;
    uint64_t ns_per_tick_q32_;
};

}  // namespace sluice
