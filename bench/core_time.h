// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ctime>

namespace sluice::bench {

// The thread's own time on its core. A benchmark never sleeps, so on a quiet machine this is the
// time on the wall, and on a busy one it leaves out what others took.
inline uint64_t core_time_ns() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

}  // namespace sluice::bench
