// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/conversation.h"

namespace sluice::bench {

// A capture by time, with the number of flows in it.
struct Mix {
    Frames frames;
    unsigned flows = 0;
};

Mix by_time(Frames frames, unsigned flows);

// Subscribers are 100.64.0.0/24 and remote hosts 198.19.0.0/24; the higher bits of both stay zero,
// so that rewriting can use them to make further flows.

// By flows: 50 % DHT, 5 % UDP tracker, 3 % HTTP tracker, 15 % uTP (four of five with 10 packets,
// one with 90), 27 % peer wire over TCP (half end after the handshake, 40 % move one block, 10 %
// ten). Of uTP a quarter is encrypted, of TCP a third. About 15 packets a flow; nDPI's public
// captures have 12 in TCP flows and 46 in uTP flows.
Mix bittorrent_mix(unsigned flows);

// What an access line carries, by flows: 30 % DNS, 24 % TLS 1.3, 6 % TLS 1.2, 13 % QUIC, 4 % HTTP,
// 3 % games, 2 % each of NTP, WebRTC calls and apps over protocols of their own, 1 % each of SSH,
// WireGuard, mail and telemetry; 10 % BitTorrent as above. Most flows are short, and most packets
// are in the long ones.
Mix broad_mix(unsigned flows);

// Frames of 60, 590 and 1,514 bytes, 7 : 4 : 1, in the middle of TCP and UDP flows that nothing
// recognises; each flow has one up and one down. No SYN, no FIN: it can be repeated for ever.
Mix imix(unsigned flows);

}  // namespace sluice::bench
