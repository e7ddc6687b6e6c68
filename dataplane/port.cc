// SPDX-License-Identifier: Apache-2.0
#include "dataplane/port.h"

#include <algorithm>
#include <cstring>
#include <set>

#include <rte_dev.h>
#include <rte_ethdev.h>

#include "dataplane/eal.h"
#include "dataplane/publish.h"
#include "ebpf/xdp_port.h"

namespace sluice {
namespace {

constexpr uint16_t kDescriptors = 1'024;

std::set<uint16_t> dpdk_ports() {
    std::set<uint16_t> ports;
    uint16_t port = 0;
    RTE_ETH_FOREACH_DEV(port) {
        ports.insert(port);
    }
    return ports;
}

// The number DPDK gives to the device; probing one that it found by itself at start is no error.
uint16_t probe(const std::string& device) {
    const std::string name = device.substr(0, device.find(','));
    uint16_t port = 0;
    if (rte_eth_dev_get_port_by_name(name.c_str(), &port) == 0)
        return port;

    const std::set<uint16_t> before = dpdk_ports();
    if (rte_dev_probe(device.c_str()) != 0)
        throw DataplaneError("device " + device + " is not to be had: " + take_dpdk_complaint());
    for (const uint16_t candidate : dpdk_ports()) {
        if (!before.contains(candidate))
            return candidate;
    }
    throw DataplaneError("device " + device +
                         " is no network port for DPDK: is it bound to vfio-pci?");
}

void check(int result, const Port& port, const char* what) {
    if (result >= 0)
        return;
    throw DataplaneError("port " + port.name + ": " + what + ": " + take_dpdk_complaint());
}

rte_eth_conf ethernet_configuration(const rte_eth_dev_info& info, uint16_t queues) {
    rte_eth_conf configuration{};
    if (queues > 1) {
        configuration.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
        // A hint only: the owner of a subscriber is found by address, whatever the NIC hashes.
        configuration.rx_adv_conf.rss_conf.rss_hf =
            (RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP) & info.flow_type_rss_offloads;
    }
    // Frames beyond one buffer come in pieces and go out so, where the NIC can.
    const bool pieces = (info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER) != 0 &&
                        (info.tx_offload_capa & RTE_ETH_TX_OFFLOAD_MULTI_SEGS) != 0;
    if (pieces) {
        configuration.rxmode.offloads |= RTE_ETH_RX_OFFLOAD_SCATTER;
        configuration.txmode.offloads |= RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
    }
    return configuration;
}

void start(const Port& port, uint16_t dpdk_port, uint16_t queues, const rte_eth_dev_info& info,
           rte_mempool* pool) {
    const rte_eth_conf configuration = ethernet_configuration(info, queues);
    check(rte_eth_dev_configure(dpdk_port, queues, queues, &configuration), port,
          "queues cannot be configured");
    uint16_t receive = kDescriptors;
    uint16_t send = kDescriptors;
    check(rte_eth_dev_adjust_nb_rx_tx_desc(dpdk_port, &receive, &send), port,
          "ring sizes are refused");
    const int socket = rte_eth_dev_socket_id(dpdk_port);
    for (uint16_t queue = 0; queue < queues; ++queue) {
        check(rte_eth_rx_queue_setup(dpdk_port, queue, receive, static_cast<unsigned>(socket),
                                     nullptr, pool),
              port, "a receive queue cannot be set up");
        check(
            rte_eth_tx_queue_setup(dpdk_port, queue, send, static_cast<unsigned>(socket), nullptr),
            port, "a transmit queue cannot be set up");
    }
    check(rte_eth_dev_start(dpdk_port), port, "does not start");
    // A bridge takes every frame; a device that has no filter says so, and needs none.
    rte_eth_promiscuous_enable(dpdk_port);
}

rte_eth_dev_info info_of(const Port& port, uint16_t dpdk_port) {
    rte_eth_dev_info info{};
    check(rte_eth_dev_info_get(dpdk_port, &info), port, "says nothing about itself");
    return info;
}

void open_kernel_interface(Port& port, rte_mempool* pool) {
    for (size_t queue = 0; queue < port.lanes.size(); ++queue) {
        // No xdp_prog: the driver adopts the program that is attached already.
        const std::string device = "net_af_xdp_" + port.name + "_" + std::to_string(queue) +
                                   ",iface=" + port.name + ",start_queue=" + std::to_string(queue) +
                                   ",queue_count=1";
        const uint16_t dpdk_port = probe(device);
        port.lanes[queue] = {.dpdk_port = dpdk_port, .queue = 0};
        start(port, dpdk_port, 1, info_of(port, dpdk_port), pool);
    }
}

void open_device(Port& port, uint32_t workers, rte_mempool* pool) {
    const uint16_t dpdk_port = probe(port.name);
    const rte_eth_dev_info info = info_of(port, dpdk_port);
    const uint16_t most = std::min(info.max_rx_queues, info.max_tx_queues);
    if (most == 0)
        throw DataplaneError("device " + port.name + " has no queues to receive and send by");
    const auto queues = static_cast<uint16_t>(std::min<uint32_t>(workers, most));
    port.lanes.clear();
    for (uint16_t queue = 0; queue < queues; ++queue)
        port.lanes.push_back({.dpdk_port = dpdk_port, .queue = queue});
    start(port, dpdk_port, queues, info, pool);
}

MacAddress own_address(const Port& port) {
    rte_ether_addr address{};
    check(rte_eth_macaddr_get(port.lanes.front().dpdk_port, &address), port,
          "does not tell its address");
    MacAddress own;
    std::ranges::copy(address.addr_bytes, own.begin());
    return own;
}

}  // namespace

Port prepare_port(const PortConfiguration& configuration, uint32_t workers,
                  const XdpPortSettings& settings) {
    Port port;
    if (configuration.interface.empty()) {
        port.name = configuration.device;
        port.lanes.resize(workers);
        return port;
    }
    port.name = configuration.interface;
    port.kernel_interface = true;
    try {
        port.xdp = std::make_shared<XdpPort>(attach_xdp_port(configuration.interface, settings));
        port.lanes.resize(port.xdp->receive_queues);
        port.mtu = port.xdp->mtu;
    } catch (const XdpError& error) {
        throw DataplaneError(error.what());
    }
    return port;
}

bool has_bypass(const std::vector<Port>& ports, uint16_t port) {
    const Port& one = ports[port];
    return one.peer != port && one.role != PortRole::mirror && one.role != PortRole::inject &&
           one.kernel_interface && ports[one.peer].kernel_interface;
}

void open_port(Port& port, uint32_t workers, rte_mempool* pool) {
    take_dpdk_complaint();  // what came before is not about this port
    if (port.kernel_interface)
        open_kernel_interface(port, pool);
    else
        open_device(port, workers, pool);
    char name[RTE_ETH_NAME_MAX_LEN] = {};
    rte_eth_dev_get_name_by_port(port.lanes.front().dpdk_port, name);
    port.dpdk_name = name;
    if (port.next_hop && !port.next_hop->source)
        port.next_hop->source = own_address(port);
}

}  // namespace sluice
