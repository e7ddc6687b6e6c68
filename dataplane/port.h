// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dataplane/configuration.h"
#include "dataplane/reports.h"

struct rte_mempool;

namespace sluice {

struct XdpPort;
struct XdpPortSettings;

// A receive queue and the transmit queue beside it.
struct Lane {
    uint16_t dpdk_port = 0;
    uint16_t queue = 0;
};

// One end of a wire, or of a tap. A NIC has one DPDK port with a lane per worker; a kernel
// interface has a DPDK port for each of its queues, because net_af_xdp takes no more than the
// interface calls combined.
struct Port {
    std::string name;  // the interface, or the device
    // Index of the other end; a mirror's: the inject port, or itself where there is none.
    uint16_t peer = 0;
    uint16_t link = 0;  // index into the configuration's links
    PortRole role = PortRole::access;
    std::shared_ptr<const TrustMap> trust;
    // Of a mirror.
    MirrorConfiguration::Sees sees = MirrorConfiguration::Sees::both;
    std::shared_ptr<const SubscriberSide> subscribers;
    // Of an inject port; once it is open, with a source.
    std::optional<NextHop> next_hop;
    bool kernel_interface = false;
    std::shared_ptr<XdpPort> xdp;  // of a kernel interface
    uint32_t mtu = 1'500;          // of a kernel interface
    std::string dpdk_name;         // of the first lane's port
    std::vector<Lane> lanes;
};

// Found out before EAL starts, so that memory can be sized: for a kernel interface its queues, with
// our XDP program attached to it.
Port prepare_port(const PortConfiguration& configuration, uint32_t workers,
                  const XdpPortSettings& settings);

// Probes, configures and starts the port. Throws DataplaneError. Nothing closes a port again: for
// AF_XDP that would detach the program.
void open_port(Port& port, uint32_t workers, rte_mempool* pool);

// Which worker polls a lane, and sends by it. Neighbouring ports begin with different workers, so
// that single-queue ports spread.
constexpr uint32_t lane_worker(uint32_t port, uint32_t lane, uint32_t workers) {
    return (port + lane) % workers;
}

// Whether the port's XDP program can send its frames past the workers, to the other port.
bool has_bypass(const std::vector<Port>& ports, uint16_t port);

PortReport report_port(const Port& port, const std::string& link_name);

}  // namespace sluice
