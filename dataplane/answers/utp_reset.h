// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "classifier/wire/utp.h"
#include "dataplane/answers/answer_packet.h"

namespace sluice {

inline constexpr size_t kUtpReset = 20;  // bytes of a datagram without extensions

// What of a uTP packet (BEP 29) a reset has to fit to.
struct UtpNumbers {
    uint16_t connection_id = 0;
    uint16_t sequence = 0;
    uint16_t acknowledged = 0;
};

// The connection ids that a reset for one end may have, the likeliest first: each end takes the one
// that it receives with. What the receiver of the packet receives with is in it. The sender's is
// one more or one less: that of the last packet the other way, or if there was none that fits,
// both. A SYN has the id that its sender receives with.
struct UtpIds {
    std::array<uint16_t, 2> ids{};
    size_t count = 0;
};
UtpIds utp_ids(const UtpNumbers& seen, bool is_syn, const UtpNumbers* last_back, Way way);

// What a reset for one end says besides: within what its receiver has sent and expects. The id is
// left open. libtorrent ignores a reset that acknowledges what its receiver is yet to send, which
// is what the number of an ST_STATE says.
UtpNumbers utp_reset_numbers(const UtpNumbers& seen, UtpType type, Way way);

// Writes an IP packet with an ST_RESET for one end of the answered packet's connection. Gives its
// length; 0 if out is too short, or that end is at port 0, which is nobody's (RFC 768).
size_t write_utp_reset(std::span<uint8_t> out, const AnsweredPacket& answered, Way way,
                       const UtpNumbers& numbers, uint32_t now_us, uint8_t ttl, uint64_t mark_key);

bool is_utp_reset(Bytes datagram);

}  // namespace sluice
