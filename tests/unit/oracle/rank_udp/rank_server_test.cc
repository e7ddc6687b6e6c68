// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank_udp/rank_server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "oracle/rank_udp/rank_metrics.h"
#include "oracle/rank_udp/rank_reply.h"
#include "tests/unit/oracle/rank/a_topology.h"
#include "tests/unit/oracle/rank_udp/rank_datagrams.h"

namespace sluice {
namespace {

class Client {
 public:
    explicit Client(const SocketAddress& server)
        : socket_(socket(server.address.is_ipv4() ? AF_INET : AF_INET6, SOCK_DGRAM, 0)) {
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
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
    uint64_t connection_id() {
        send(rank_connect());
        const auto reply = receive();
        Reader in{reply};
        in.skip(8);
        return in.be64();
    }

 private:
    int socket_;
};

// Some port of the loopback that nobody has now.
SocketAddress free_port(const std::string& of) {
    const SocketAddress any{ip(of), 0};
    sockaddr_storage at;
    socklen_t size = any.fill(at);
    const int probe = socket(at.ss_family, SOCK_DGRAM, 0);
    EXPECT_EQ(bind(probe, reinterpret_cast<sockaddr*>(&at), size), 0);
    size = sizeof at;
    getsockname(probe, reinterpret_cast<sockaddr*>(&at), &size);
    close(probe);
    return SocketAddress::from(at);
}

TEST(RankServer, AnswersMoreRequestsThanABurstHoldsWhileTheTopologyChanges) {
    RankServiceSettings settings;
    settings.requests_per_second = 100'000;
    CurrentTopology topology(std::make_shared<const Topology>(a_topology()));
    for (const std::string loopback : {"127.0.0.1", "::1"}) {
        const SocketAddress at = free_port(loopback);
        std::vector<std::unique_ptr<RankServer>> servers;
        for (uint64_t i = 0; i < 2; ++i)
            servers.push_back(
                std::make_unique<RankServer>(at, true, settings, topology, SipKey{1, 2}, i));
        for (int client = 0; client < 10; ++client) {
            Client peer(at);
            const auto datagram = rank_datagram({.connection_id = peer.connection_id()});
            for (int i = 0; i < 100; ++i) {
                peer.send(datagram);
                if (i % 10 == 0)
                    topology.store(std::make_shared<const Topology>(a_topology()));
            }
            for (int i = 0; i < 100; ++i)
                ASSERT_EQ(peer.receive().size(), kRankReplyHead + 3 * kRankedBytes);
        }
        const std::string text = rank_metrics_text(servers);
        EXPECT_NE(text.find("sluice_oracle_rank_requests_total{outcome=\"ranked\"} 1000\n"),
                  std::string::npos)
            << text;
        EXPECT_NE(text.find("sluice_oracle_rank_answer_seconds_count 10"), std::string::npos)
            << text;
        EXPECT_NE(text.find("sluice_oracle_rank_endpoints_total 3000\n"), std::string::npos);
        EXPECT_NE(text.find("sluice_oracle_rank_unsent_total 0\n"), std::string::npos);
    }
}

TEST(RankServer, SaysWhereItCannotListen) {
    const SocketAddress at = free_port("127.0.0.1");
    const RankServiceSettings settings;
    const CurrentTopology topology;
    const RankServer first(at, false, settings, topology, {}, 1);
    EXPECT_THROW(RankServer(at, false, settings, topology, {}, 1), std::runtime_error);
}

}  // namespace
}  // namespace sluice
