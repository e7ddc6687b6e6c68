// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/udp_transport.h"

#include <cerrno>
#include <cstring>

namespace sluice {

bool UdpIpfixTransport::poll(uint64_t now_ms) {
    if (socket_.is_open()) {
        if (const int error = socket_.take_error(); error != 0)
            fail(error, now_ms);
    }
    if (state_ == State::trying && now_ms - tried_ms_ >= kAnswerMs) {
        state_ = State::open;
        backoff_.succeeded();
        error_ = 0;
    }
    if (state_ != State::down || !backoff_.is_due(now_ms))
        return false;
    if (!socket_.is_open()) {
        socket_ = CollectorSocket::begin(address_, SOCK_DGRAM);
        if (!socket_.is_open() || errno != 0) {
            const int error = errno;
            socket_ = CollectorSocket();
            fail(error, now_ms);
            return false;
        }
    }
    state_ = State::trying;
    tried_ms_ = now_ms;
    return true;
}

IpfixTransport::Sent UdpIpfixTransport::send(IpfixMessage message, uint64_t now_ms) {
    if (state_ == State::down)
        return Sent::unreachable;
    const auto& bytes = message.bytes;
    if (::send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0)
        return Sent::taken;
    if (errno == EAGAIN || errno == ENOBUFS)
        return Sent::queue_full;
    fail(errno, now_ms);
    return Sent::unreachable;
}

void UdpIpfixTransport::fail(int error, uint64_t now_ms) {
    error_ = error;
    // Another way to the collector may need another address of our own.
    if (error != ECONNREFUSED)
        socket_ = CollectorSocket();
    state_ = State::down;
    backoff_.failed(now_ms);
}

std::string UdpIpfixTransport::trouble() const {
    return std::strerror(error_);
}

}  // namespace sluice
