// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/packet.h"
#include "dataplane/worker.h"

namespace sluice {

// Whether the packet shows, with those before it, that somebody is there to be answered: its flow
// was seen both ways, or it goes on where another has ended. A SYN shows nothing; its source may be
// anybody's.
bool is_proven(const Packet& packet);

// What a reset has to fit to is whole and in hand: a TCP header, or a datagram that is uTP; the
// same ports may speak DHT, too.
bool shows_numbers(const Packet& packet);

// Sends resets to the ends of the packet's flow that its rule names, unless that was done often
// enough; then its flow is about to end. The packet has a decision that resets, and is no reset
// itself.
void answer_with_reset(Packet& packet, Worker& worker, uint64_t now_ns);

// Tells who sent the packet that it is administratively prohibited, as far as that is allowed.
void answer_with_refusal(Packet& packet, Worker& worker, uint64_t now_ns);

}  // namespace sluice
