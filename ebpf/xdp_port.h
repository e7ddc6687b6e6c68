// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "ebpf/attached_program.h"
#include "ebpf/descriptor.h"
#include "ebpf/shared.h"
#include "ebpf/shared_array.h"
#include "ebpf/xdp_error.h"

namespace sluice {

// What a port's program is told.
struct XdpPortSettings {
    std::string peer;     // the interface of frames that no worker takes; empty: none, see shared.h
    int heartbeats = -1;  // Heartbeats::map(); -1: no worker ever takes any
    uint32_t first_worker = 0;
    uint32_t workers = 0;
    uint64_t patience_ns = 10'000'000;
    uint64_t settle_ns = 500'000'000;
    bool fail_closed = false;
    // Of the flows that it may send past the workers; -1: it sends none. See ShuntMaps.
    int shunted_flows = -1;
    int shunt_places = -1;
    uint16_t realm = 0;
    uint8_t direction = 0;  // as sluice_port has it
};

using XdpVerdicts = std::array<sluice_count, SLUICE_VERDICTS>;

// A kernel interface whose received frames go to AF_XDP sockets while the workers are well, and to
// the peer while they are not.
struct XdpPort {
    std::string interface;
    uint32_t ifindex = 0;
    uint32_t program_id = 0;
    uint32_t receive_queues = 0;  // each needs a socket: a queue without one goes to the peer
    uint32_t mtu = 0;
    XdpMode mode = XdpMode::native;
    bool fragments = false;  // the driver takes this MTU only from programs that know fragments
    bool took_over = false;  // what a predecessor had left attached was replaced in place
    Descriptor program;
    Descriptor verdicts;
    SharedArray settings;
    Descriptor claim;  // see claim_interface()
};

// Attaches our program to an interface of the calling thread's network namespace, in place of the
// one that a predecessor left, whose counts and forced state it goes on with. Call it before the
// DPDK port is probed, which then adopts the program. It stays attached when the process ends,
// however it ends, so that what receives the frames is decided by the program alone. Nothing is
// pinned: the attachment keeps program and maps alive, and they go with it.
// Throws XdpError: no such interface or peer, no permission, the kernel lacks something, another's
// program is attached, or another process has the port.
XdpPort attach_xdp_port(const std::string& interface, const XdpPortSettings& settings);

// Detaches our program and gives up the claim. A program that is not ours is left alone.
// Throws XdpError if the kernel refuses.
void detach_xdp_port(XdpPort& port);

// As above by name, for a port whose process is gone; false if there was nothing of ours. Throws
// XdpError also if the process is still there.
bool detach_xdp_port(const std::string& interface);

// From the next frame on.
void force_xdp_port(XdpPort& port, sluice_forced forced);
sluice_forced forced_state(const XdpPort& port);

// Which shunted flows go past the workers from the next frame on; 0: none. Another round than
// before stops all that are under way.
void set_shunt_round(XdpPort& port, uint32_t round);

// Since the program first was attached, by whichever process.
XdpVerdicts read_verdicts(const XdpPort& port);

enum class XdpAttachment : uint8_t { in_place, put_back, lost };
// Puts the program back where somebody took it off; with another's in its place it is lost, and
// frames go where that one says. Throws XdpError.
XdpAttachment keep_attached(const XdpPort& port);

}  // namespace sluice
