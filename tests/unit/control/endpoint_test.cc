// SPDX-License-Identifier: Apache-2.0
#include "control/metrics/endpoint.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/listen_check.h"
#include "tests/unit/control/control_fixture.h"
#include "tests/unit/control/fake_dataplane.h"

namespace sluice {
namespace {

// An address that nobody listens on.
std::string free_address() {
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(probe, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
    close(probe);
    return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

class MetricsEndpointTest : public testing::Test, protected ControlFixture {
 protected:
    FakeDataplane fake_;
    const std::shared_ptr<Metrics> metrics_ = std::make_shared<Metrics>(
        fake_.view, [this] { return revisions.active(); }, registry,
        std::chrono::system_clock::now());
};

TEST_F(MetricsEndpointTest, StopsAtOnceAndLeavesItsAddressFree) {
    const std::string address = free_address();
    auto endpoint = std::make_unique<MetricsEndpoint>(address, metrics_);
    EXPECT_THROW(check_tcp_address(address), ListenError);
    const auto start = std::chrono::steady_clock::now();
    endpoint.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
    EXPECT_NO_THROW(check_tcp_address(address));
}

TEST_F(MetricsEndpointTest, AnAddressInUseIsNamed) {
    const std::string address = free_address();
    const MetricsEndpoint first(address, metrics_);
    try {
        const MetricsEndpoint second(address, metrics_);
        FAIL() << "two listen on one address";
    } catch (const ListenError& error) {
        EXPECT_NE(std::string(error.what()).find(address), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace sluice
