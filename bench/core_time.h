// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <vector>

namespace sluice::bench {

// The thread's own time on its core. A benchmark never sleeps, so on a quiet machine this is the
// time on the wall, and on a busy one it leaves out what others took.
inline uint64_t core_time_ns() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

template <typename Work>
double core_time_of(Work&& work) {
    const uint64_t start_ns = core_time_ns();
    work();
    return static_cast<double>(core_time_ns() - start_ns);
}

inline double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

}  // namespace sluice::bench
