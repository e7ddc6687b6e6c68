// SPDX-License-Identifier: Apache-2.0
#include "dataplane/cores.h"

#include <algorithm>
#include <string>

#include <sched.h>

#include "dataplane/publish.h"

namespace sluice {
namespace {

std::vector<unsigned> usable_cores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    std::vector<unsigned> cores;
    for (unsigned core = 0; core < CPU_SETSIZE; ++core) {
        if (CPU_ISSET(core, &set))
            cores.push_back(core);
    }
    return cores;
}

bool contains(const std::vector<unsigned>& cores, unsigned core) {
    return std::find(cores.begin(), cores.end(), core) != cores.end();
}

}  // namespace

Cores choose_cores(const std::vector<unsigned>& wanted) {
    const std::vector<unsigned> usable = usable_cores();
    for (const unsigned core : wanted) {
        if (!contains(usable, core))
            throw DataplaneError("workers.cores: this process may not run on core " +
                                 std::to_string(core));
    }
    Cores cores;
    cores.workers = wanted.empty() ? usable : wanted;
    if (wanted.empty() && usable.size() > 1)
        cores.workers.erase(cores.workers.begin());
    for (const unsigned core : usable) {
        if (!contains(cores.workers, core))
            cores.control.push_back(core);
    }
    if (cores.control.empty())
        cores.control = usable;
    return cores;
}

void run_on(const std::vector<unsigned>& cores) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (const unsigned core : cores)
        CPU_SET(core, &set);
    sched_setaffinity(0, sizeof set, &set);
}

}  // namespace sluice
