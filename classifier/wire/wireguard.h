// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/bytes.h"

namespace sluice {

// The WireGuard paper, section 5.4. Each message has a size of its own, but for the last.
enum class WireguardType : uint8_t { initiation = 1, response, cookie_reply, data };

struct WireguardMessage {
    WireguardType type = WireguardType::initiation;
    uint32_t sender = 0;    // initiation and response: the index by which its sender is addressed
    uint32_t receiver = 0;  // all but the initiation: such an index of the other end
    // The second authenticator of an initiation or response is 16 zeros, as it is unless the
    // receiver is under load (5.4.4). That is proof by itself; else the two ends have to agree.
    bool proves_itself = false;
};

std::optional<WireguardMessage> parse_wireguard(Bytes datagram);

// Whether the message is addressed to whom sent the earlier one, of the other direction.
bool answers(const WireguardMessage& message, const WireguardMessage& earlier);

}  // namespace sluice
