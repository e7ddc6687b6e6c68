// SPDX-License-Identifier: Apache-2.0
#include "oracle/udp/datagram_server.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice {
namespace {

constexpr int kQueueBytes = 4 << 20;  // a second's worth of bursts while a thread is held up
constexpr timeval kLookUp{.tv_sec = 0, .tv_usec = 250'000};  // whether it is to stop

int listening_socket(const SocketAddress& at, bool shared) {
    sockaddr_storage kernel;
    const socklen_t size = at.fill(kernel);
    const int opened = socket(kernel.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    bool ok = opened >= 0;
    if (ok && kernel.ss_family == AF_INET6)
        ok = setsockopt(opened, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0;
    if (ok && shared)
        ok = setsockopt(opened, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
    ok = ok && setsockopt(opened, SOL_SOCKET, SO_RCVTIMEO, &kLookUp, sizeof kLookUp) == 0 &&
         bind(opened, reinterpret_cast<const sockaddr*>(&kernel), size) == 0;
    if (!ok) {
        const std::string why = std::strerror(errno);
        if (opened >= 0)
            close(opened);
        throw std::runtime_error("cannot listen on " + at.to_string() + " for UDP: " + why);
    }
    // Wishes, which the kernel may cut down.
    setsockopt(opened, SOL_SOCKET, SO_RCVBUF, &kQueueBytes, sizeof kQueueBytes);
    setsockopt(opened, SOL_SOCKET, SO_SNDBUF, &kQueueBytes, sizeof kQueueBytes);
    return opened;
}

}  // namespace

DatagramServer::DatagramServer(const SocketAddress& at, bool shared, DatagramHandler& handler)
    : handler_(handler), socket_(listening_socket(at, shared)) {
    thread_ = std::thread([this] { serve(); });
}

DatagramServer::~DatagramServer() {
    stopping_.store(true);
    thread_.join();
    close(socket_);
}

void DatagramServer::serve() {
    const auto burst = std::make_unique<DatagramBurst>();
    while (!stopping_.load(std::memory_order_relaxed)) {
        burst->receive(socket_);
        handler_.answer(*burst);
        unsent_.add(burst->send(socket_));
    }
}

}  // namespace sluice
