// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/conversation.h"

namespace sluice::bench {

// A capture by time, with the number of flows in it.
struct Mix {
    Frames frames;
    unsigned flows = 0;
};

// Subscribers are 100.64.0.0/24 and remote hosts 198.19.0.0/24; the higher bits of both stay zero,
// so that rewriting can use them to make further flows. The low ten bits of a port are never zero.

// By flows: 50 % DHT, 5 % UDP tracker, 3 % HTTP tracker, 15 % uTP (four of five with 10 packets,
// one with 90), 27 % peer wire over TCP (half end after the handshake, 40 % move one block, 10 %
// ten). About 17 packets a flow; nDPI's public captures have 12 in TCP flows and 46 in uTP flows.
Mix bittorrent_mix(unsigned flows);

// By flows: 30 % DNS, 2 % NTP, 34 % TLS (5 to 64 records), 6 % HTTP, 15 % QUIC (20 to 99
// datagrams), 1 % SSH, 2 % video, 10 % BitTorrent as above.
Mix broad_mix(unsigned flows);

// Frames of 60, 590 and 1,514 bytes, 7 : 4 : 1, in the middle of TCP and UDP flows that nothing
// recognises; each flow has one up and one down. No SYN, no FIN: it can be repeated for ever.
Mix imix(unsigned flows);

}  // namespace sluice::bench
