// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/bytes.h"
#include "classifier/wire/inflator.h"

namespace sluice {

// Kad, eMule's DHT: version 2, and what is still sent of version 1.
struct KadMessage {
    uint8_t opcode = 0;
    MessageKind kind = MessageKind::other_dht;
    bool proves = false;  // what it is; else it needs its counterpart, see answers()
    // What a reply repeats of its request: the first bytes of the id that was looked for.
    uint64_t subject = 0;
};

// Nothing unless the datagram is one whole message, whose length and fields fit to the byte. A
// packed one is unpacked; that its checksum holds proves it. Obfuscated ones are not seen.
std::optional<KadMessage> parse_kad(Bytes datagram, Inflator& inflator);

// Whether the reply, of the other direction, is one to the request.
bool answers(const KadMessage& reply, const KadMessage& request);

}  // namespace sluice
