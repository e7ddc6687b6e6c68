// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/conversation.h"

namespace sluice::bench {

// What browsers and apps send, one flow each. First packets are as the protocols say; what is
// encrypted is random bytes.
class WebTraffic {
 public:
    WebTraffic(Frames& frames, Dice& dice) : frames_(frames), dice_(dice) {}

    // RFC 1035: one question, one answer. 2 packets.
    void dns(Endpoint subscriber, Endpoint remote, uint64_t start_ns);
    // RFC 8446: hello, hello, then records each of 1,400 bytes downstream, a request of a few
    // hundred bytes for every twelve.
    void tls13(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned records);
    // RFC 5246: with the server's certificates in the clear.
    void tls12(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned records);
    // RFC 9112: one request, one response of that many bytes.
    void http(Endpoint subscriber, Endpoint remote, uint64_t start_ns, size_t body_bytes);
    // RFC 9000: Initials of 1,200 bytes, then short-header datagrams.
    void quic(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned datagrams);

 private:
    std::string host();
    std::string client_hello(const std::string& versions);
    void records(TcpConversation& flow, unsigned count);

    Frames& frames_;
    Dice& dice_;
};

}  // namespace sluice::bench
