// SPDX-License-Identifier: Apache-2.0
#include "ebpf/xdp_port.h"

#include <array>
#include <csignal>
#include <cstring>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xdp/xsk.h>

#include "tests/bpf/veth_scene.h"

namespace sluice {
namespace {

class XdpPortTest : public testing::Test {
 protected:
    void SetUp() override {
        if (const std::string reason = VethScene::why_not(); !reason.empty())
            GTEST_SKIP() << reason;
    }
};

uint32_t attached_program(const std::string& interface) {
    uint32_t id = 0;
    bpf_xdp_query_id(static_cast<int>(if_nametoindex(interface.c_str())), 0, &id);
    return id;
}

// What the attached program says to a frame that arrives on queue 0.
int verdict(uint32_t program_id) {
    std::array<uint8_t, 64> frame{};
    const int program = bpf_prog_get_fd_by_id(program_id);
    LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame.data(), .data_size_in = frame.size());
    EXPECT_EQ(bpf_prog_test_run_opts(program, &run), 0) << strerror(errno);
    close(program);
    return static_cast<int>(run.retval);
}

std::string refusal(const std::string& interface) {
    try {
        attach_xdp_port(interface);
    } catch (const XdpError& error) {
        return error.what();
    }
    return "attached";
}

// Runs in a child, which then dies by SIGKILL as a crashed daemon would.
template <typename Act>
void in_a_process_that_is_killed(Act act) {
    const pid_t child = fork();
    if (child == 0) {
        act();
        raise(SIGKILL);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

// Listens on a queue by libxdp, as DPDK's driver does: no program of its own, an attached one is
// adopted. It listens until the process ends.
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

// Any program that is not ours.
int attach_foreign_program(const std::string& interface) {
    const std::array<bpf_insn, 2> pass{{
        {.code = BPF_ALU64 | BPF_MOV | BPF_K,
         .dst_reg = 0,
         .src_reg = 0,
         .off = 0,
         .imm = XDP_PASS},
        {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
    }};
    const int program =
        bpf_prog_load(BPF_PROG_TYPE_XDP, "firewall", "GPL", pass.data(), pass.size(), nullptr);
    EXPECT_EQ(
        bpf_xdp_attach(static_cast<int>(if_nametoindex(interface.c_str())), program, 0, nullptr),
        0);
    return program;
}

TEST_F(XdpPortTest, AVethIsTakenInNativeModeWithAllItsQueues) {
    VethScene scene(3);
    XdpPort port = attach_xdp_port("port0");
    EXPECT_EQ(port.mode, XdpMode::native);
    EXPECT_EQ(port.receive_queues, 3U);
    EXPECT_EQ(port.mtu, 1500U);
    EXPECT_FALSE(port.fragments);
    EXPECT_FALSE(port.took_over);
    EXPECT_EQ(attached_program("port0"), port.program_id);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, AFrameNobodyListensForGoesToTheKernel) {
    VethScene scene;
    XdpPort port = attach_xdp_port("port0");
    EXPECT_EQ(verdict(port.program_id), XDP_PASS);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, ASocketOfTheDriversLibraryAdoptsTheProgramAndGetsTheFramesUntilItDies) {
    VethScene scene;
    XdpPort port = attach_xdp_port("port0");
    in_a_process_that_is_killed([&] {
        if (!listen_on("port0", 0) || verdict(port.program_id) != XDP_REDIRECT)
            _exit(1);
    });
    EXPECT_EQ(attached_program("port0"), port.program_id);
    EXPECT_EQ(verdict(port.program_id), XDP_PASS);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, DetachingLeavesTheInterfaceAsItWas) {
    VethScene scene;
    XdpPort port = attach_xdp_port("port0");
    detach_xdp_port(port);
    EXPECT_EQ(attached_program("port0"), 0U);
    port = attach_xdp_port("port0");
    EXPECT_FALSE(port.took_over);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, AfterAKillTheProgramStaysAndASuccessorTakesOver) {
    VethScene scene;
    in_a_process_that_is_killed([] { attach_xdp_port("port0"); });
    const uint32_t left_behind = attached_program("port0");
    ASSERT_NE(left_behind, 0U);

    XdpPort port = attach_xdp_port("port0");
    EXPECT_TRUE(port.took_over);
    EXPECT_NE(port.program_id, left_behind);
    EXPECT_EQ(attached_program("port0"), port.program_id);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, WhatAKilledProcessLeftCanBeRemovedByName) {
    VethScene scene;
    in_a_process_that_is_killed([] { attach_xdp_port("port0"); });
    EXPECT_TRUE(detach_xdp_port("port0"));
    EXPECT_EQ(attached_program("port0"), 0U);
    EXPECT_FALSE(detach_xdp_port("port0"));
}

TEST_F(XdpPortTest, ALivingOwnerKeepsItsPort) {
    VethScene scene;
    XdpPort port = attach_xdp_port("port0");
    EXPECT_EQ(refusal("port0"), "port0: in use already, as a port of a running sluiced");
    EXPECT_THROW(detach_xdp_port("port0"), XdpError);
    EXPECT_EQ(attached_program("port0"), port.program_id);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, AnUnknownInterfaceIsNamed) {
    VethScene scene;
    EXPECT_EQ(refusal("eth99"), "eth99: no such network interface (ip link shows them)");
    EXPECT_EQ(refusal("a-name-longer-than-any-interface"),
              "a-name-longer-than-any-interface: no such network interface (ip link shows them)");
}

TEST_F(XdpPortTest, AnothersProgramIsNamedAndLeftAlone) {
    VethScene scene;
    const int program = attach_foreign_program("port0");
    const uint32_t id = attached_program("port0");
    EXPECT_EQ(refusal("port0"), "port0: XDP program 'firewall' (id " + std::to_string(id) +
                                    ") is attached already; ip link set dev port0 xdp off "
                                    "removes it");
    EXPECT_FALSE(detach_xdp_port("port0"));
    EXPECT_EQ(attached_program("port0"), id);
    close(program);
}

TEST_F(XdpPortTest, WithoutPrivilegesTheReasonIsTold) {
    VethScene scene;
    const pid_t child = fork();
    if (child == 0) {
        if (setuid(65534) != 0)
            _exit(2);
        const bool told =
            refusal("port0").find("not permitted: this needs root") != std::string::npos;
        _exit(told ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

TEST_F(XdpPortTest, AJumboMtuIsTakenWithFragmentSupport) {
    VethScene scene;
    scene.ip("link set port0 mtu 9000");
    scene.ip("link set far0 mtu 9000");
    XdpPort port = attach_xdp_port("port0");
    EXPECT_EQ(port.mode, XdpMode::native);
    EXPECT_TRUE(port.fragments);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, ADriverWithoutXdpFallsBackToGenericAndSaysSo) {
    VethScene scene;
    scene.ip("link set lo up");
    XdpPort port = attach_xdp_port("lo");
    EXPECT_EQ(port.mode, XdpMode::generic);
    EXPECT_EQ(verdict(port.program_id), XDP_PASS);
    detach_xdp_port(port);
    EXPECT_EQ(attached_program("lo"), 0U);
}

}  // namespace
}  // namespace sluice
