// SPDX-License-Identifier: Apache-2.0
#include "tests/bpf/veth_scene.h"

#include <cstdlib>
#include <fstream>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

namespace sluice {

namespace {

// An interface that comes up tells its neighbours which IPv6 groups it joined (RFC 3810), some time
// within its first second: a packet more than the test sent.
void be_silent() {
    for (const char* which : {"all", "default"})
        std::ofstream(std::string("/proc/sys/net/ipv6/conf/") + which + "/disable_ipv6") << 1;
}

}  // namespace

std::string VethScene::why_not() {
    if (geteuid() != 0)
        return "needs root for a network namespace and BPF";
    if (system("command -v ip >/dev/null 2>&1") != 0)
        return "needs ip(8) of iproute2";
    return {};
}

VethScene::VethScene(int queues) {
    home_ = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (home_ < 0 || unshare(CLONE_NEWNET) != 0) {
        ADD_FAILURE() << "no network namespace of our own";
        return;
    }
    be_silent();
    const std::string count = std::to_string(queues);
    const std::string sizes = "numrxqueues " + count + " numtxqueues " + count;
    ip("link add port0 " + sizes + " type veth peer name far0 " + sizes);
    ip("link set port0 up");
    ip("link set far0 up");
}

VethScene::~VethScene() {
    if (setns(home_, CLONE_NEWNET) != 0)
        abort();
    close(home_);
}

void VethScene::ip(const std::string& arguments) {
    EXPECT_EQ(system(("ip " + arguments).c_str()), 0) << "ip " << arguments;
}

}  // namespace sluice
