// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/udp_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "classifier/wire/udp_tracker.h"
#include "tests/unit/classifier/wire/udp_tracker_messages.h"
#include "tests/unit/oracle/tracker/swarm_samples.h"

namespace sluice {
namespace {

// A client's socket on the loopback, on an address of its own there.
class Client {
 public:
    Client(const std::string& from, const SocketAddress& server)
        : socket_(socket(AF_INET, SOCK_DGRAM, 0)) {
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(address(from).ipv4());
        EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&here), sizeof here), 0);
        sockaddr_storage to;
        const socklen_t size = server.fill(to);
        EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&to), size), 0);
    }
    ~Client() { close(socket_); }

    void send(const std::vector<uint8_t>& bytes) {
        ASSERT_EQ(::send(socket_, bytes.data(), bytes.size(), 0),
                  static_cast<ssize_t>(bytes.size()));
    }
    std::vector<uint8_t> receive() {
        std::vector<uint8_t> reply(2'048);
        const ssize_t size = recv(socket_, reply.data(), reply.size(), 0);
        reply.resize(size > 0 ? static_cast<size_t>(size) : 0);
        return reply;
    }

 private:
    int socket_;
};

// Some port that nobody has now.
SocketAddress free_port() {
    const int probe = socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_storage at;
    socklen_t size = SocketAddress{address("127.0.0.1"), 0}.fill(at);
    EXPECT_EQ(bind(probe, reinterpret_cast<sockaddr*>(&at), size), 0);
    size = sizeof at;
    getsockname(probe, reinterpret_cast<sockaddr*>(&at), &size);
    close(probe);
    return SocketAddress::from(at);
}

TEST(UdpServer, AnswersMoreRequestsThanABurstHolds) {
    const SocketAddress at = free_port();
    TrackerSettings settings;
    settings.addresses = PeerAddresses(std::vector{*Prefix::parse("127.0.0.0/8")});
    SharedTracker tracker(settings, {1, 2}, 3);
    const ConnectionIds ids({4, 5});
    UdpServer one(at, true, tracker, ids);
    UdpServer two(at, true, tracker, ids);
    for (int client = 1; client <= 20; ++client) {
        Client peer("127.0.1." + std::to_string(client), at);
        peer.send(tracker_connect());
        const auto connected = parse_udp_tracker_reply(peer.receive());
        ASSERT_TRUE(connected);
        auto announce = tracker_announce();
        for (int i = 0; i < 8; ++i)
            announce[static_cast<size_t>(i)] =
                static_cast<uint8_t>(connected->connection_id >> 8 * (7 - i));
        for (int i = 0; i < 100; ++i)
            peer.send(announce);
        for (int i = 0; i < 100; ++i) {
            const auto bytes = peer.receive();
            const auto reply = parse_udp_tracker_reply(bytes);
            ASSERT_TRUE(reply) << client << ", " << i;
            ASSERT_EQ(reply->action, UdpTrackerAction::announce);
            EXPECT_EQ(reply->entries.size(), 6u * static_cast<size_t>(client - 1));
        }
    }
    EXPECT_EQ(one.counts().announces.value() + two.counts().announces.value(), 2'000u);
    EXPECT_EQ(one.unsent() + two.unsent(), 0u);
}

TEST(UdpServer, SaysWhereItCannotListen) {
    const SocketAddress at = free_port();
    SharedTracker tracker(TrackerSettings{}, {1, 2}, 3);
    const ConnectionIds ids({4, 5});
    const UdpServer first(at, false, tracker, ids);
    try {
        const UdpServer second(at, false, tracker, ids);
        FAIL() << "the port is taken";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(),
                  "cannot listen on " + at.to_string() + " for UDP: Address already in use");
    }
}

}  // namespace
}  // namespace sluice
