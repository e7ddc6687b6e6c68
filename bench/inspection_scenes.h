// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/conversation.h"

namespace sluice::bench {

// The classifier alone, with its default settings. Nanoseconds are of one core; medians.

// What a flow's first payload packet takes where it is the peer-wire handshake, after a SYN each
// way. 65,536 flows are met in an order of chance, their records and the slots that they get lie
// scattered, and before each burst so much other memory is read that no cache has any of it. In a
// burst of many the code and the tables are warm but for the first; a burst of one is cold
// throughout. The packet itself is warm: the parser has just read its headers.
double cold_handshake_ns(unsigned flows_in_burst, unsigned bursts);

struct UndecidedCost {
    double ns = 0;                // per packet, beyond a call that has nothing to look at
    double packets_per_flow = 0;  // that were looked at until the flow settled
};
// Datagrams or segments of 20 to 1,400 random bytes, up and down in turn, of 1,024 flows at a time
// until each is settled.
UndecidedCost undecided_udp(unsigned runs);
UndecidedCost undecided_tcp(unsigned runs);

struct WalkedCost {
    double ns = 0;              // per packet with a payload, looked at or not
    double looked_at = 0;       // share of them that were
    double flows_labelled = 0;  // share
};
// 1,024 flows that transfer, past their first 24 packets with a payload.
WalkedCost walked_peer(unsigned runs);
WalkedCost walked_utp(unsigned runs);
WalkedCost walked_encrypted_utp(unsigned runs);

struct FirstPacketCost {
    std::string protocol;
    double ns = 0;
    double labelled = 0;  // share of the flows that have a label after all their packets
};
// The first packet with a payload of 1,024 flows: TLS, HTTP, QUIC, DNS, SSH, STUN, WireGuard.
std::vector<FirstPacketCost> first_packets(unsigned runs);

struct MixCost {
    double ns = 0;  // per packet on the wire, with or without a payload; ending flows included
    size_t packets = 0;
    size_t flows = 0;
};
// All packets of a mix, each pass of fresh flows, 1,024 or more at a time.
MixCost mix_cost(Frames frames, unsigned runs);

struct InspectionMemory {
    size_t all_bytes = 0;          // of a Classifier with default settings
    double undecided_bytes = 0;    // what one more flow under inspection takes, everything counted
    double walked_bytes = 0;       // one more flow whose messages are counted
    double held_bytes = 0;         // one more buffer
    size_t flow_record_bytes = 0;  // in the flow table
};
InspectionMemory inspection_memory();

}  // namespace sluice::bench
