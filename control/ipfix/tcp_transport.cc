// SPDX-License-Identifier: Apache-2.0
#include "control/ipfix/tcp_transport.h"

#include <cerrno>
#include <cstring>

#include <poll.h>

namespace sluice {

bool TcpIpfixTransport::poll(uint64_t now_ms) {
    if (state_ == State::down && backoff_.is_due(now_ms))
        connect(now_ms);
    if (state_ == State::connecting)
        return is_connected(now_ms);
    if (state_ == State::connected)
        notice_close(now_ms);
    if (state_ == State::connected)
        flush(now_ms);
    return false;
}

void TcpIpfixTransport::connect(uint64_t now_ms) {
    tried_ms_ = now_ms;
    socket_ = CollectorSocket::begin(address_, SOCK_STREAM);
    const int error = errno;
    if (!socket_.is_open() || (error != 0 && error != EINPROGRESS))
        return fail(error, now_ms);
    state_ = State::connecting;
}

bool TcpIpfixTransport::is_connected(uint64_t now_ms) {
    pollfd waiting{.fd = socket_.fd(), .events = POLLOUT, .revents = 0};
    if (::poll(&waiting, 1, 0) <= 0) {
        if (now_ms - tried_ms_ >= kConnectMs)
            fail(ETIMEDOUT, now_ms);
        return false;
    }
    if (const int error = socket_.take_error(); error != 0) {
        fail(error, now_ms);
        return false;
    }
    state_ = State::connected;
    backoff_.succeeded();
    error_ = 0;
    return true;
}

IpfixTransport::Sent TcpIpfixTransport::send(IpfixMessage message, uint64_t now_ms) {
    if (state_ != State::connected)
        return Sent::unreachable;
    if (queued_bytes_ + message.bytes.size() > kMostQueuedBytes)
        return Sent::queue_full;
    queued_bytes_ += message.bytes.size();
    queue_.push_back(std::move(message));
    flush(now_ms);
    return Sent::taken;
}

void TcpIpfixTransport::flush(uint64_t now_ms) {
    while (!queue_.empty()) {
        const auto& bytes = queue_.front().bytes;
        const ssize_t sent = ::send(socket_.fd(), bytes.data() + front_sent_,
                                    bytes.size() - front_sent_, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno != EAGAIN)
                fail(errno, now_ms);
            return;
        }
        front_sent_ += static_cast<size_t>(sent);
        if (front_sent_ < bytes.size())
            return;
        queued_bytes_ -= bytes.size();
        front_sent_ = 0;
        queue_.pop_front();
    }
}

// A collector has nothing to say (RFC 7011, section 10.4.4); whatever it does say is passed over.
void TcpIpfixTransport::notice_close(uint64_t now_ms) {
    uint8_t said[512];
    const ssize_t length = recv(socket_.fd(), said, sizeof said, MSG_DONTWAIT);
    if (length == 0)
        fail(ECONNRESET, now_ms);
    else if (length < 0 && errno != EAGAIN)
        fail(errno, now_ms);
}

void TcpIpfixTransport::fail(int error, uint64_t now_ms) {
    error_ = error;
    state_ = State::down;
    socket_ = CollectorSocket();
    for (const IpfixMessage& message : queue_)
        lost_ += message.content;
    queue_.clear();
    queued_bytes_ = 0;
    front_sent_ = 0;
    backoff_.failed(now_ms);
}

std::string TcpIpfixTransport::trouble() const {
    return std::strerror(error_);
}

}  // namespace sluice
