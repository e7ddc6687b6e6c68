// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dataplane/answers/answer_packet.h"

namespace sluice {

inline constexpr size_t kRefusalHeader = 8;

// Whether whoever sent the packet may be told so (RFC 1122, section 3.2.2; RFC 4443, section 2.4):
// not about an ICMP error, a later fragment, nor what is for a group or from nobody.
bool may_be_refused(const Packet& packet);

// Writes an IP packet with "communication administratively prohibited" (RFC 1812, section 5.2.7.1;
// RFC 4443, section 3.1) for who sent the packet, as if from whom it was for: the box in the wire
// has no address of its own. It quotes as much of the packet as is usual. Gives its length; 0 if
// out is too short.
size_t write_refusal(std::span<uint8_t> out, const AnsweredPacket& answered, uint64_t mark_key);

// What such a message begins with; as long as an own one is at least.
bool is_refusal(uint8_t protocol, Bytes message);

}  // namespace sluice
