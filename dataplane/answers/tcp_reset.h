// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "dataplane/answers/answer_packet.h"
#include "dataplane/answers/reset_numbers.h"

namespace sluice {

// Writes an IP packet with a reset segment (RFC 9293, section 3.5.2) for one end of the answered
// segment's connection, as if the other had sent it. Gives its length; 0 if out is too short.
size_t write_tcp_reset(std::span<uint8_t> out, const AnsweredPacket& answered, Way way,
                       const ResetNumbers& numbers, uint8_t ttl, uint64_t mark_key);

}  // namespace sluice
