// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/ipfix/settings.h"

namespace sluice::test {

inline bool wait_until(const std::function<bool()>& holds, int seconds = 10) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

// A real socket on loopback that reads messages, or does not.
class LoopbackCollector {
 public:
    // port 0: one that is free.
    explicit LoopbackCollector(IpfixProtocol protocol, uint16_t port = 0) : protocol_(protocol) {
        const bool udp = protocol == IpfixProtocol::udp;
        fd_ = socket(AF_INET, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK, 0);
        const int on = 1;
        setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        // Connections have it from here. As it is, the kernel would keep 6 MB for one that reads
        // nothing, and a test would have to fill that.
        const int kept_bytes = 64 << 10;
        if (!udp)
            setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &kept_bytes, sizeof kept_bytes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        socklen_t length = sizeof address;
        getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
        if (!udp)
            listen(fd_, 4);
    }
    ~LoopbackCollector() {
        hang_up();
        close(fd_);
    }
    LoopbackCollector(const LoopbackCollector&) = delete;
    LoopbackCollector& operator=(const LoopbackCollector&) = delete;

    uint16_t port() const { return port_; }
    IpfixCollector collector() const {
        const std::string name = "127.0.0.1:" + std::to_string(port_);
        return {.address = *SocketAddress::parse(name), .protocol = protocol_, .name = name};
    }

    // Over TCP: a connection was there to be taken.
    bool accept_one() {
        if (connection_ >= 0)
            return true;
        connection_ = accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK);
        return connection_ >= 0;
    }
    void hang_up() {
        if (connection_ >= 0)
            close(connection_);
        connection_ = -1;
        stream_.clear();
    }

    // Whole messages that have come.
    std::vector<std::vector<uint8_t>> read() {
        std::vector<std::vector<uint8_t>> messages;
        std::vector<uint8_t> octets(65'536);
        if (protocol_ == IpfixProtocol::udp) {
            ssize_t length;
            while ((length = recv(fd_, octets.data(), octets.size(), 0)) > 0)
                messages.emplace_back(octets.begin(), octets.begin() + length);
            return messages;
        }
        if (!accept_one())
            return messages;
        ssize_t length;
        while ((length = recv(connection_, octets.data(), octets.size(), 0)) > 0)
            stream_.insert(stream_.end(), octets.begin(), octets.begin() + length);
        // Megabytes wait here where nothing was read for long: what was taken goes at once, at the
        // end, and the rest is moved once.
        auto next = stream_.begin();
        while (stream_.end() - next >= 4) {
            const ssize_t whole = next[2] << 8 | next[3];
            if (stream_.end() - next < whole)
                break;
            messages.emplace_back(next, next + whole);
            next += whole;
        }
        stream_.erase(stream_.begin(), next);
        return messages;
    }

 private:
    const IpfixProtocol protocol_;
    int fd_ = -1;
    int connection_ = -1;
    uint16_t port_ = 0;
    std::vector<uint8_t> stream_;
};

}  // namespace sluice::test
