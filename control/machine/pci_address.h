// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace sluice {

// "0000:3b:00.0", of a device as DPDK has it: "3b:00.0,devarg=1". Nothing for what is on no PCI
// bus.
std::optional<std::string> pci_address(const std::string& device);

}  // namespace sluice
