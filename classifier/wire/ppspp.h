// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "classifier/attributes.h"
#include "classifier/bytes.h"

namespace sluice {

// What a handshake agrees on (RFC 7574, section 7), as far as the lengths of messages depend on it.
struct PpsppOptions {
    uint8_t chunk_specification_bytes = 8;  // 7.8: a bin, or a start and an end
    bool ranges = true;                     // a start and an end
    uint8_t hash_bytes = 32;                // 7.6; 0 if the content has no hash tree
    uint16_t signature_bytes = 0;           // 7.7, 8.9; 0 if unknown
    uint32_t chunk_bytes = 0xffff'ffff;     // 7.11: that value if chunks differ in size
};

struct PpsppHandshake {
    uint32_t destination_channel = 0;  // 0: it opens a channel
    uint32_t source_channel = 0;       // 0: it closes one
    PpsppOptions options;              // of an opening, or of the reply to one
    Bytes messages;                    // that follow in the datagram
};

// A datagram that begins with a handshake, and whose further messages fit to the byte. One that
// opens a channel proves what it is. A reply does if its destination is the source of an opening in
// the other direction; one that closes a channel, if it goes to the source of either.
std::optional<PpsppHandshake> parse_ppspp_handshake(Bytes datagram);

struct PpsppDatagram {
    uint32_t channel = 0;  // of the receiver, as it gave it in its handshake
    Bytes messages;        // none: it keeps the channel alive
};

// Any other datagram; nothing unless its messages fit to the byte. It proves what it is if the
// channel is one that the other direction gave.
std::optional<PpsppDatagram> parse_ppspp_datagram(Bytes datagram, const PpsppOptions& options);

// Steps through the messages of a datagram (RFC 7574, section 8).
class PpsppMessages {
 public:
    PpsppMessages(Bytes messages, const PpsppOptions& options) : in_(messages), options_(options) {}

    // Whether there is another one, and what it says; nothing where the survey has no word for it.
    bool next();
    std::optional<MessageKind> kind() const { return kind_; }
    // After the last one: whether all fitted.
    bool whole() const { return in_.ok() && in_.remaining() == 0; }

 private:
    void read(uint8_t type);
    void skip_chunk_specification();
    void skip_chunk();
    void refuse() { in_.skip(in_.remaining() + 1); }

    Reader in_;
    PpsppOptions options_;
    std::optional<MessageKind> kind_;
};

}  // namespace sluice
