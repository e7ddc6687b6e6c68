// SPDX-License-Identifier: Apache-2.0
#include "bench/dpdk_start.h"

#include <fstream>
#include <stdexcept>

#include <rte_eal.h>
#include <rte_errno.h>
#include <sched.h>

namespace sluice::bench {
namespace {

bool has_huge_pages(size_t bytes) {
    std::ifstream file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");
    size_t pages = 0;
    return file >> pages && pages << 21 >= bytes;
}

}  // namespace

unsigned last_core() {
    cpu_set_t allowed;
    sched_getaffinity(0, sizeof allowed, &allowed);
    unsigned last = 0;
    for (unsigned core = 0; core < CPU_SETSIZE; ++core) {
        if (CPU_ISSET(core, &allowed))
            last = core;
    }
    return last;
}

bool start_dpdk(const std::string& program, unsigned core, size_t memory_bytes,
                const std::vector<std::string>& devices) {
    const bool huge_pages = has_huge_pages(memory_bytes);
    std::vector<std::string> arguments{
        program, "-l", std::to_string(core), "--no-pci", "--no-telemetry", "--log-level=*:error"};
    for (const std::string& device : devices)
        arguments.push_back("--vdev=" + device);
    if (huge_pages)
        arguments.push_back("--in-memory");
    else
        arguments.insert(arguments.end(), {"--no-huge", "--no-shconf", "-m",
                                           std::to_string((memory_bytes >> 20) + 32)});
    std::vector<char*> pointers;
    for (std::string& argument : arguments)
        pointers.push_back(argument.data());
    if (rte_eal_init(static_cast<int>(pointers.size()), pointers.data()) < 0)
        throw std::runtime_error(std::string("DPDK does not start: ") + rte_strerror(rte_errno));
    return huge_pages;
}

}  // namespace sluice::bench
