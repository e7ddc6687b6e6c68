// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <thread>

#include <sched.h>

namespace sluice::bench {

// EAL has pinned the thread that makes others to its own core, and them with it.
inline void run_on_every_core() {
    cpu_set_t every_core;
    CPU_ZERO(&every_core);
    for (unsigned core = 0; core < std::thread::hardware_concurrency(); ++core)
        CPU_SET(core, &every_core);
    sched_setaffinity(0, sizeof every_core, &every_core);
}

}  // namespace sluice::bench
