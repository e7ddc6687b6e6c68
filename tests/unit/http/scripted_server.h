// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "policy/socket_address.h"

namespace sluice {

// On loopback; says to each who connects what it was told to say, whoever asks for what. Says it
// after it has read something, or at once, and then closes, or holds its tongue until it is gone.
class ScriptedServer {
 public:
    struct Script {
        std::string says;
        unsigned times = 1;     // it says it
        bool waits = true;      // for the request's first bytes
        bool closes = true;     // at the end
        unsigned pause_ms = 0;  // before each byte
    };

    explicit ScriptedServer(Script script) : script_(std::move(script)) {
        socket_ = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_storage at{};
        const socklen_t length = SocketAddress{*IpAddress::parse("127.0.0.1"), 0}.fill(at);
        bind(socket_, reinterpret_cast<sockaddr*>(&at), length);
        listen(socket_, 8);
        socklen_t room = sizeof at;
        getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &room);
        port = SocketAddress::from(at).port;
        thread_ = std::thread([this] { serve(); });
    }
    ~ScriptedServer() {
        stopped_ = true;
        thread_.join();
        close(socket_);
    }
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::string url(const std::string& target = "/") const {
        return "http://127.0.0.1:" + std::to_string(port) + target;
    }
    // What the first who connected asked, after this has gone or closed.
    std::string heard() const { return heard_; }

    uint16_t port = 0;

 private:
    bool is_ready(int socket) const {
        pollfd one{socket, POLLIN, 0};
        while (!stopped_)
            if (poll(&one, 1, 10) > 0)
                return true;
        return false;
    }

    void serve() {
        while (is_ready(socket_)) {
            const int client = accept(socket_, nullptr, nullptr);
            speak(client);
            if (script_.closes) {
                // As servers do, so that what was said is not lost with a reset.
                shutdown(client, SHUT_WR);
                std::array<char, 1024> more;
                while (is_ready(client) && recv(client, more.data(), more.size(), 0) > 0) {
                }
            } else {
                while (!stopped_)
                    poll(nullptr, 0, 10);
            }
            close(client);
        }
    }

    void speak(int client) {
        std::array<char, 65536> asked;
        if (script_.waits) {
            if (!is_ready(client))
                return;
            const ssize_t count = recv(client, asked.data(), asked.size(), 0);
            if (count > 0 && heard_.empty())
                heard_.assign(asked.data(), static_cast<size_t>(count));
        }
        const size_t step = script_.pause_ms != 0 ? 1 : script_.says.size();
        for (unsigned i = 0; i < script_.times && !stopped_; ++i)
            for (size_t at = 0; at < script_.says.size() && !stopped_; at += step) {
                if (script_.pause_ms != 0)
                    poll(nullptr, 0, static_cast<int>(script_.pause_ms));
                if (send(client, script_.says.data() + at, step, MSG_NOSIGNAL) < 0)
                    return;
            }
    }

    const Script script_;
    int socket_ = -1;
    std::string heard_;
    std::atomic<bool> stopped_ = false;
    std::thread thread_;
};

}  // namespace sluice
