// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice {

// The id of the XDP program that the interface has; 0: none.
uint32_t attached_program_id(const std::string& interface);

// What the program says to a frame of so many bytes that arrives on queue 0; as XDP_... does.
int verdict(uint32_t program_id, size_t frame_bytes = 64);
int verdict_on(uint32_t program_id, const std::vector<uint8_t>& frame);

// Listens on a queue by libxdp, as DPDK's driver does: no program of its own, an attached one is
// adopted. It listens until the process ends.
bool listen_on(const std::string& interface, uint32_t queue);

}  // namespace sluice
