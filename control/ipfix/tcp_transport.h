// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include "control/ipfix/collector_socket.h"
#include "control/ipfix/transport.h"

namespace sluice {

// RFC 7011, section 10.4. A connection is a Transport Session. What the collector has not taken
// waits in a bounded queue, and is lost if the connection breaks.
class TcpIpfixTransport : public IpfixTransport {
 public:
    static constexpr uint64_t kLongestWaitMs = 30'000;
    static constexpr uint64_t kConnectMs = 5'000;
    static constexpr size_t kMostQueuedBytes = 4u << 20;

    explicit TcpIpfixTransport(const SocketAddress& address) : address_(address) {}

    bool poll(uint64_t now_ms) override;
    Sent send(IpfixMessage message, uint64_t now_ms) override;
    bool is_up() const override { return state_ == State::connected; }
    bool has_queued() const override { return !queue_.empty(); }
    IpfixLoss take_lost() override { return std::exchange(lost_, {}); }
    bool has_failed() const override { return error_ != 0; }
    std::string trouble() const override;

 private:
    enum class State : uint8_t { down, connecting, connected };

    void connect(uint64_t now_ms);
    bool is_connected(uint64_t now_ms);
    void flush(uint64_t now_ms);
    void notice_close(uint64_t now_ms);
    void fail(int error, uint64_t now_ms);

    const SocketAddress address_;
    CollectorSocket socket_;
    Backoff backoff_{kLongestWaitMs};
    State state_ = State::down;
    uint64_t tried_ms_ = 0;
    int error_ = 0;
    std::deque<IpfixMessage> queue_;
    size_t queued_bytes_ = 0;
    size_t front_sent_ = 0;  // bytes of the first that are gone already
    IpfixLoss lost_;
};

}  // namespace sluice
