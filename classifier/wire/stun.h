// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

enum class StunClass : uint8_t { request, indication, success, error };

struct StunMessage {
    StunClass message_class = StunClass::request;
    uint16_t method = 0;  // 1 is Binding; TURN (RFC 8656) and vendors have more
};

// The datagram is one message: the magic cookie, and attributes that end where it ends (RFC 8489,
// section 5). Without the cookie (RFC 3489) it is not recognised. Sure by itself.
std::optional<StunMessage> parse_stun(Bytes datagram);

// TURN's ChannelData (RFC 8656, 12.4; RFC 5766 had more channels): channel and length only. Weak:
// for a flow that began with STUN.
bool looks_like_channel_data(Bytes datagram);

}  // namespace sluice
