// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sluice::bench {

// The last CPU that this process may use: the first ones have the interrupts.
unsigned last_core();

// Starts EAL without hardware, with so much memory for packets, and puts the calling thread on the
// core. True: in huge pages, because there are enough. Once in a process. Throws
// std::runtime_error.
bool start_dpdk(const std::string& program, unsigned core, size_t memory_bytes,
                const std::vector<std::string>& devices);

}  // namespace sluice::bench
