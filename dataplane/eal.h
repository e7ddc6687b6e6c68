// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sluice {

// DPDK's environment, started once per process and never ended: rte_eal_cleanup() would close
// AF_XDP ports, and with them detach the program that keeps their wire alive.
struct EalSettings {
    std::vector<std::string> pci_devices;  // the only ones that DPDK may look at
    unsigned control_core = 0;
    size_t packet_memory_bytes = 0;  // without huge pages: how much to take
};

struct Eal {
    bool huge_pages = false;
};

// Returns with the calling thread back on the CPUs that it had: EAL pins it, and threads made
// after that would inherit one core (design decision 11). DPDK's own words go to standard error
// from level warning on. Throws DataplaneError with DPDK's words.
Eal start_eal(const EalSettings& settings);

// The first error that DPDK logged since it was last asked, else its last warning, for a message to
// the operator.
std::string take_dpdk_complaint();

// From when packets flow, DPDK's warnings are nobody's error message: they go to standard error.
void show_dpdk_log();

}  // namespace sluice
