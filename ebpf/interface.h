// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "ebpf/descriptor.h"

namespace sluice {

// What a kernel interface of the calling thread's network namespace says of itself. All throw
// XdpError.

// There is one of the name.
uint32_t interface_index(const std::string& interface);
uint32_t interface_mtu(const std::string& interface);
uint32_t interface_receive_queues(const std::string& interface);

// A socket whose life marks the interface as taken in this namespace: by a name in the abstract
// space, which is free again when its process dies, so that it tells a dead predecessor from a
// living rival.
Descriptor claim_interface(const std::string& interface);

// Whether there is a cable with somebody at its end; false also if there is no such interface.
bool interface_has_carrier(const std::string& interface);
// Takes it up or down; false if the kernel refuses.
bool set_interface_up(const std::string& interface, bool up);

}  // namespace sluice
