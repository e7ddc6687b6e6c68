// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/conversation.h"

namespace sluice::bench {

// What else a household sends, one flow each. First packets are as the protocols say; what is
// encrypted is random bytes.
class OtherTraffic {
 public:
    OtherTraffic(Frames& frames, Dice& dice) : frames_(frames), dice_(dice) {}

    // RFC 5905. 2 packets.
    void ntp(Endpoint subscriber, Endpoint remote, uint64_t start_ns);
    // RFC 4253: version strings, key exchange, then encrypted packets.
    void ssh(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned keystrokes);
    // WebRTC: STUN (RFC 8489), DTLS (RFC 6347) and SRTP (RFC 3550) between the same two ports.
    void call(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned datagrams);
    // WireGuard's initiation, response and transport data.
    void wireguard(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned datagrams);
    // Small datagrams up, larger ones down, with nothing in them that tells what they are.
    void game(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned datagrams);
    // RFC 5321: a greeting, and lines until one side takes TLS.
    void mail(Endpoint subscriber, Endpoint remote, uint64_t start_ns);
    // MQTT 3.1.1: connect, subscribe, then small messages.
    void telemetry(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned messages);
    // Random bytes behind a length: the apps' own protocols over TCP.
    void unnamed(Endpoint subscriber, Endpoint remote, uint64_t start_ns, unsigned messages);

 private:
    std::string stun(uint16_t type, const std::string& transaction, const std::string& attributes);

    Frames& frames_;
    Dice& dice_;
};

}  // namespace sluice::bench
