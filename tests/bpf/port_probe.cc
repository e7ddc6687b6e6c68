// SPDX-License-Identifier: Apache-2.0
#include "tests/bpf/port_probe.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <vector>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xdp/xsk.h>

namespace sluice {

uint32_t attached_program_id(const std::string& interface) {
    uint32_t id = 0;
    bpf_xdp_query_id(static_cast<int>(if_nametoindex(interface.c_str())), 0, &id);
    return id;
}

int verdict(uint32_t program_id, size_t frame_bytes) {
    return verdict_on(program_id, std::vector<uint8_t>(frame_bytes));
}

int verdict_on(uint32_t program_id, const std::vector<uint8_t>& frame) {
    const int program = bpf_prog_get_fd_by_id(program_id);
    LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame.data(),
                .data_size_in = static_cast<uint32_t>(frame.size()));
    EXPECT_EQ(bpf_prog_test_run_opts(program, &run), 0) << strerror(errno);
    close(program);
    return static_cast<int>(run.retval);
}

uint64_t monotonic_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

bool listen_on(const std::string& interface, uint32_t queue) {
    constexpr size_t kBufferBytes = 64 * 4096;
    void* buffers = mmap(nullptr, kBufferBytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    static xsk_ring_prod fill, transmit;
    static xsk_ring_cons completion, receive;
    xsk_umem* umem = nullptr;
    xsk_socket* socket = nullptr;
    xsk_socket_config config{};
    config.rx_size = 64;
    config.tx_size = 64;
    config.xdp_flags = XDP_FLAGS_UPDATE_IF_NOEXIST;
    return xsk_umem__create(&umem, buffers, kBufferBytes, &fill, &completion, nullptr) == 0 &&
           xsk_socket__create(&socket, interface.c_str(), queue, umem, &receive, &transmit,
                              &config) == 0;
}

}  // namespace sluice
