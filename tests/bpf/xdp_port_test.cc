// SPDX-License-Identifier: Apache-2.0
#include "ebpf/xdp_port.h"

#include <array>
#include <csignal>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bpf/port_probe.h"
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

std::string refusal(const std::string& interface) {
    try {
        attach_xdp_port(interface, {});
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
    XdpPort port = attach_xdp_port("port0", {});
    EXPECT_EQ(port.mode, XdpMode::native);
    EXPECT_EQ(port.receive_queues, 3U);
    EXPECT_EQ(port.mtu, 1500U);
    EXPECT_FALSE(port.fragments);
    EXPECT_FALSE(port.took_over);
    EXPECT_EQ(attached_program_id("port0"), port.program_id);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, DetachingLeavesTheInterfaceAsItWas) {
    VethScene scene;
    XdpPort port = attach_xdp_port("port0", {});
    detach_xdp_port(port);
    EXPECT_EQ(attached_program_id("port0"), 0U);
    port = attach_xdp_port("port0", {});
    EXPECT_FALSE(port.took_over);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, AfterAKillTheProgramStaysAndASuccessorTakesOver) {
    VethScene scene;
    in_a_process_that_is_killed([] { attach_xdp_port("port0", {}); });
    const uint32_t left_behind = attached_program_id("port0");
    ASSERT_NE(left_behind, 0U);

    XdpPort port = attach_xdp_port("port0", {});
    EXPECT_TRUE(port.took_over);
    EXPECT_NE(port.program_id, left_behind);
    EXPECT_EQ(attached_program_id("port0"), port.program_id);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, ASuccessorGoesOnWithTheCountsAndWithWhatAnOperatorForced) {
    VethScene scene;
    in_a_process_that_is_killed([] {
        XdpPort port = attach_xdp_port("port0", {});
        force_xdp_port(port, SLUICE_FORCE_CUT);
        verdict(port.program_id, 100);
    });
    verdict(attached_program_id("port0"), 100);  // while nobody is there

    XdpPort port = attach_xdp_port("port0", {});
    EXPECT_EQ(forced_state(port), SLUICE_FORCE_CUT);
    EXPECT_EQ(verdict(port.program_id, 100), XDP_DROP);
    EXPECT_EQ(read_verdicts(port)[SLUICE_CUT_FORCED].packets, 3U);
    EXPECT_EQ(read_verdicts(port)[SLUICE_CUT_FORCED].bytes, 300U);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, AProgramThatSomebodyTookOffIsPutBackAndAnothersIsNotTouched) {
    VethScene scene;
    XdpPort port = attach_xdp_port("port0", {});
    EXPECT_EQ(keep_attached(port), XdpAttachment::in_place);
    scene.ip("link set port0 xdp off");
    EXPECT_EQ(keep_attached(port), XdpAttachment::put_back);
    EXPECT_EQ(attached_program_id("port0"), port.program_id);

    scene.ip("link set port0 xdp off");
    const int program = attach_foreign_program("port0");
    const uint32_t id = attached_program_id("port0");
    EXPECT_EQ(keep_attached(port), XdpAttachment::lost);
    EXPECT_EQ(attached_program_id("port0"), id);
    close(program);
}

TEST_F(XdpPortTest, WhatAKilledProcessLeftCanBeRemovedByName) {
    VethScene scene;
    in_a_process_that_is_killed([] { attach_xdp_port("port0", {}); });
    EXPECT_TRUE(detach_xdp_port("port0"));
    EXPECT_EQ(attached_program_id("port0"), 0U);
    EXPECT_FALSE(detach_xdp_port("port0"));
}

TEST_F(XdpPortTest, ALivingOwnerKeepsItsPort) {
    VethScene scene;
    XdpPort port = attach_xdp_port("port0", {});
    EXPECT_EQ(refusal("port0"), "port0: in use already, as a port of a running sluiced");
    EXPECT_THROW(detach_xdp_port("port0"), XdpError);
    EXPECT_EQ(attached_program_id("port0"), port.program_id);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, AnUnknownInterfaceIsNamed) {
    VethScene scene;
    EXPECT_EQ(refusal("eth99"), "eth99: no such network interface (ip link shows them)");
    EXPECT_EQ(refusal("a-name-longer-than-any-interface"),
              "a-name-longer-than-any-interface: no such network interface (ip link shows them)");
}

TEST_F(XdpPortTest, AnUnknownPeerIsNamed) {
    VethScene scene;
    std::string said;
    try {
        attach_xdp_port("port0", {.peer = "eth98"});
    } catch (const XdpError& error) {
        said = error.what();
    }
    EXPECT_EQ(said, "eth98: no such network interface (ip link shows them)");
    EXPECT_EQ(attached_program_id("port0"), 0U);
}

TEST_F(XdpPortTest, AnothersProgramIsNamedAndLeftAlone) {
    VethScene scene;
    const int program = attach_foreign_program("port0");
    const uint32_t id = attached_program_id("port0");
    EXPECT_EQ(refusal("port0"), "port0: XDP program 'firewall' (id " + std::to_string(id) +
                                    ") is attached already; ip link set dev port0 xdp off "
                                    "removes it");
    EXPECT_FALSE(detach_xdp_port("port0"));
    EXPECT_EQ(attached_program_id("port0"), id);
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
    XdpPort port = attach_xdp_port("port0", {});
    EXPECT_EQ(port.mode, XdpMode::native);
    EXPECT_TRUE(port.fragments);
    detach_xdp_port(port);
}

TEST_F(XdpPortTest, ADriverWithoutXdpFallsBackToGenericAndSaysSo) {
    VethScene scene;
    scene.ip("link set lo up");
    XdpPort port = attach_xdp_port("lo", {});
    EXPECT_EQ(port.mode, XdpMode::generic);
    EXPECT_EQ(verdict(port.program_id), XDP_PASS);
    detach_xdp_port(port);
    EXPECT_EQ(attached_program_id("lo"), 0U);
}

}  // namespace
}  // namespace sluice
