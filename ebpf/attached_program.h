// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "ebpf/descriptor.h"

namespace sluice {

enum class XdpMode : uint8_t {
    native,   // in the driver
    generic,  // in the kernel's receive path, for drivers that have no XDP: slower
};
const char* name(XdpMode mode);
uint32_t attach_flags(XdpMode mode);

// The XDP program that an interface has now.
struct AttachedProgram {
    uint32_t id = 0;
    XdpMode mode = XdpMode::native;
    std::string name;
    bool ours = false;  // of this process, or of another sluiced
};

// Nothing: there is none. All throw XdpError if the kernel refuses.
std::optional<AttachedProgram> attached_program(const std::string& interface, uint32_t ifindex);
void detach_program(const std::string& interface, uint32_t ifindex, const AttachedProgram& program);

struct ValueBytes {
    size_t least = 0;
    size_t most = 0;
};
// A map that a program uses, if it has one of this name, of this many elements, with values of so
// many bytes.
Descriptor map_of_program(uint32_t program_id, const std::string& name, ValueBytes value,
                          uint32_t elements);

}  // namespace sluice
