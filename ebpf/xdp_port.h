// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace sluice {

// Why a kernel interface cannot be a port: one line for the operator.
struct XdpError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class XdpMode : uint8_t {
    native,   // in the driver
    generic,  // in the kernel's receive path, for drivers that have no XDP: slower
};
const char* name(XdpMode mode);

// A kernel interface whose received frames go to AF_XDP sockets.
struct XdpPort {
    std::string interface;
    uint32_t ifindex = 0;
    uint32_t program_id = 0;
    uint32_t receive_queues = 0;  // each needs a socket: a queue without one goes to the kernel
    uint32_t mtu = 0;
    XdpMode mode = XdpMode::native;
    bool fragments = false;  // the driver takes this MTU only from programs that know fragments
    bool took_over = false;  // what a dead predecessor had left attached was replaced in place
    int claim = -1;          // a socket whose life marks the port as taken in this namespace
};

// Attaches our program to an interface of the calling thread's network namespace, in place of the
// one that a killed predecessor left. Call it before the DPDK port is probed, which then adopts the
// program. It stays attached when the process ends, however it ends, so that what receives the
// frames is decided by the program alone; an XdpPort has no destructor for the same reason.
// Throws XdpError: no such interface, no permission, another's program is attached, or another
// process has the port.
XdpPort attach_xdp_port(const std::string& interface);

// Detaches our program and gives up the claim. A program that is not ours is left alone.
// Throws XdpError if the kernel refuses.
void detach_xdp_port(XdpPort& port);

// As above by name, for a port whose process is gone; false if there was nothing of ours. Throws
// XdpError also if the process is still there.
bool detach_xdp_port(const std::string& interface);

}  // namespace sluice
