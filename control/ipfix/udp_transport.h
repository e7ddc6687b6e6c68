// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/ipfix/collector_socket.h"
#include "control/ipfix/transport.h"

namespace sluice {

// RFC 7011, section 10.3. Whether anybody listens is known only where a host says that nobody
// does (ICMP port unreachable) or there is no way to it: then only templates are sent, every few
// seconds, until they are not refused.
class UdpIpfixTransport : public IpfixTransport {
 public:
    static constexpr uint64_t kLongestWaitMs = 5'000;
    static constexpr uint64_t kAnswerMs = 500;  // after that, no refusal is to be expected

    explicit UdpIpfixTransport(const SocketAddress& address) : address_(address) {}

    bool poll(uint64_t now_ms) override;
    Sent send(IpfixMessage message, uint64_t now_ms) override;
    bool is_up() const override { return state_ == State::open; }
    bool has_queued() const override { return false; }
    IpfixLoss take_lost() override { return {}; }
    bool has_failed() const override { return error_ != 0; }
    std::string trouble() const override;

 private:
    enum class State : uint8_t {
        down,
        trying,  // templates were sent; will they be refused?
        open,
    };

    void fail(int error, uint64_t now_ms);

    const SocketAddress address_;
    CollectorSocket socket_;
    Backoff backoff_{kLongestWaitMs};
    State state_ = State::down;
    uint64_t tried_ms_ = 0;
    int error_ = 0;
};

}  // namespace sluice
