// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/conversation.h"

namespace sluice::bench {

// What else a household sends, one flow each. First packets are as the protocols say; what is
// encrypted is random bytes.
class BroadTraffic {
 public:
    BroadTraffic(Frames& frames, Dice& dice) : frames_(frames), dice_(dice) {}

    // RFC 1035: one question, one answer. 2 packets.
    void dns(Endpoint subscriber, Endpoint remote, uint64_t start_ns);
    // RFC 5905. 2 packets.
    void ntp(Endpoint subscriber, Endpoint remote, uint64_t start_ns);
    // RFC 8446: hello, hello, then records each of 1,400 bytes downstream.
    void tls(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned records);
    // RFC 9112: one request, one response of that many bytes.
    void http(Endpoint subscriber, Endpoint remote, uint64_t start_ns, size_t body_bytes);
    // Shaped as RFC 9000: long-header Initials of 1,200 bytes, then short-header datagrams.
    void quic(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned datagrams);
    // RFC 4253: version strings, then encrypted packets.
    void ssh(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned keystrokes);
    // RFC 3550: a video call's RTP, both ways.
    void video(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned datagrams);

 private:
    Frames& frames_;
    Dice& dice_;
};

}  // namespace sluice::bench
