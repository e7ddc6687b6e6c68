// SPDX-License-Identifier: Apache-2.0
#include "bench/capture_port.h"

#include <memory>
#include <stdexcept>

#include <pcap/pcap.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include "bench/dpdk_start.h"

namespace sluice::bench {
namespace {

constexpr uint16_t kDescriptors = 512;
constexpr uint32_t kBuffersInFlight = 4'096;
constexpr uint32_t kBytesPerBuffer = 2'560;  // with its headers

uint32_t count_packets(const std::string& path) {
    char message[PCAP_ERRBUF_SIZE];
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
        pcap_open_offline(path.c_str(), message), pcap_close);
    if (!capture)
        throw std::runtime_error(message);
    pcap_pkthdr* header = nullptr;
    const u_char* bytes = nullptr;
    uint32_t count = 0;
    while (pcap_next_ex(capture.get(), &header, &bytes) == 1)
        ++count;
    if (count == 0)
        throw std::runtime_error(path + ": no packets");
    return count;
}

void require(int result, const char* what) {
    if (result < 0)
        throw std::runtime_error(std::string(what) + ": " + rte_strerror(-result));
}

void start(uint16_t port, rte_mempool* pool) {
    const rte_eth_conf configuration{};
    const int socket = rte_eth_dev_socket_id(port);
    require(rte_eth_dev_configure(port, 1, 1, &configuration), "configuring a port");
    require(rte_eth_rx_queue_setup(port, 0, kDescriptors, socket, nullptr, pool),
            "reading the capture into memory");
    require(rte_eth_tx_queue_setup(port, 0, kDescriptors, socket, nullptr), "a transmit queue");
    require(rte_eth_dev_start(port), "starting a port");
}

uint16_t port_by_name(const char* name) {
    uint16_t port = 0;
    require(rte_eth_dev_get_port_by_name(name, &port), name);
    return port;
}

}  // namespace

CapturePort::CapturePort(const std::string& program, const std::string& capture, unsigned core)
    : capture_packets_(count_packets(capture)) {
    const uint32_t buffers = capture_packets_ + kBuffersInFlight;
    const size_t bytes = size_t{buffers} * kBytesPerBuffer + (size_t{32} << 20);
    huge_pages_ = start_dpdk(program, core, bytes,
                             {"net_pcap0,rx_pcap=" + capture + ",infinite_rx=1", "net_null0"});

    rte_mempool* const pool = rte_pktmbuf_pool_create("packets", buffers, 256, 0,
                                                      RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
    if (pool == nullptr)
        throw std::runtime_error(std::string("no packet buffers: ") + rte_strerror(rte_errno));
    from_capture_ = port_by_name("net_pcap0");
    to_nowhere_ = port_by_name("net_null0");
    start(from_capture_, pool);
    start(to_nowhere_, pool);
}

CapturePort::~CapturePort() {
    rte_eth_dev_stop(from_capture_);
    rte_eth_dev_stop(to_nowhere_);
    rte_eal_cleanup();
}

uint16_t CapturePort::receive(rte_mbuf** mbufs, uint16_t count) {
    return rte_eth_rx_burst(from_capture_, 0, mbufs, count);
}

void CapturePort::send(rte_mbuf** mbufs, uint16_t count) {
    for (uint16_t sent = 0; sent < count;)
        sent = static_cast<uint16_t>(sent + rte_eth_tx_burst(to_nowhere_, 0, mbufs + sent,
                                                             static_cast<uint16_t>(count - sent)));
}

}  // namespace sluice::bench
