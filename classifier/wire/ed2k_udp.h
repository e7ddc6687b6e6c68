// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/bytes.h"

namespace sluice {

struct Ed2kUdpMessage {
    uint8_t protocol = 0;  // 0xe3 between client and server, 0xc5 between clients
    uint8_t opcode = 0;
    std::optional<MessageKind> kind;  // none: the survey has no word for it
    bool proves = false;              // what it is; else it needs its counterpart, see answers()
    // What a reply repeats of its request: a challenge, or the first bytes of a file's id.
    uint64_t subject = 0;
};

// Nothing unless the datagram is whole messages, whose lengths and fields fit to the byte.
std::optional<Ed2kUdpMessage> parse_ed2k_udp(Bytes datagram);

// Whether the reply, of the other direction, is one to the request.
bool answers(const Ed2kUdpMessage& reply, const Ed2kUdpMessage& request);

}  // namespace sluice
