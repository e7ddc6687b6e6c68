// SPDX-License-Identifier: Apache-2.0
#include "control/service_status.h"

#include <array>
#include <cstdlib>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/control/scratch_folder.h"

namespace sluice {
namespace {

using namespace std::chrono_literals;

// A socket where systemd would listen.
class ServiceStatusTest : public testing::Test {
 protected:
    void SetUp() override {
        const std::string path = folder_ / "notify";
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof(address.sun_path) - 1);
        ASSERT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
        setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }
    void TearDown() override {
        for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            unsetenv(variable);
        close(socket_);
    }
    // What came, or empty.
    std::string heard() {
        std::array<char, 256> text{};
        const ssize_t length = recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
        return length <= 0 ? std::string() : std::string(text.data(), static_cast<size_t>(length));
    }

    ScratchFolder folder_;
    const int socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
};

TEST_F(ServiceStatusTest, TheServiceManagerHearsWhenTheDaemonIsReadyAndWhenItStops) {
    ServiceStatus status;
    status.ready("2 links");
    EXPECT_EQ(heard(), "READY=1\nSTATUS=2 links");
    status.stopping();
    EXPECT_EQ(heard(), "STOPPING=1");
}

TEST_F(ServiceStatusTest, TheServiceManagerHearsThatTheDaemonIsAliveTwiceInTheTimeThatItGives) {
    setenv("WATCHDOG_USEC", "10000000", 1);
    ServiceStatus status;
    const ServiceStatus::Time start{1h};
    status.alive(start);
    EXPECT_EQ(heard(), "WATCHDOG=1");
    status.alive(start + 4s);
    EXPECT_EQ(heard(), "");
    status.alive(start + 5s);
    EXPECT_EQ(heard(), "WATCHDOG=1");
}

TEST_F(ServiceStatusTest, TheServiceManagerIsNotToldOfLifeWhereItDoesNotWatch) {
    ServiceStatus status;
    status.alive(ServiceStatus::Time{1h});
    EXPECT_EQ(heard(), "");
}

}  // namespace
}  // namespace sluice
