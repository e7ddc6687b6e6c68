// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

struct rte_mbuf;

namespace sluice::bench {

// DPDK ports without hardware: net_pcap repeats a capture for ever from memory, net_null takes
// what is sent. One per process, because EAL is.
class CapturePort {
 public:
    // core: where EAL puts the calling thread. Throws std::runtime_error.
    CapturePort(const std::string& program, const std::string& capture, unsigned core);
    ~CapturePort();
    CapturePort(const CapturePort&) = delete;
    CapturePort& operator=(const CapturePort&) = delete;

    uint16_t receive(rte_mbuf** mbufs, uint16_t count);
    void send(rte_mbuf** mbufs, uint16_t count);  // all of them

    uint32_t capture_packets() const { return capture_packets_; }
    bool huge_pages() const { return huge_pages_; }

 private:
    uint32_t capture_packets_ = 0;
    uint16_t from_capture_ = 0;
    uint16_t to_nowhere_ = 0;
    bool huge_pages_ = false;
};

}  // namespace sluice::bench
