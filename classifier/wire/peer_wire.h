// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/attributes.h"
#include "classifier/bytes.h"

namespace sluice {

// BEP 3: pstrlen and pstr, then 8 reserved bytes, info-hash and peer id of 20 bytes each. A v2
// torrent (BEP 52) sends its hash truncated to 20 bytes, so the shape is the same.
inline constexpr std::string_view kHandshakePrefix =
    "\x13"
    "BitTorrent protocol";
inline constexpr size_t kHandshakeBytes = 68;

enum class HandshakeShape : uint8_t {
    absent,    // a byte that no handshake has there
    partial,   // all bytes so far fit, the stream has to go on
    complete,  // the prefix was read and 68 bytes were carried
};

// The stream's first bytes. carried counts those that the packets carried, of which a capture may
// have kept fewer: what follows the prefix is free, only its presence can be verified.
HandshakeShape parse_handshake(Bytes stream, size_t carried);

// Length prefix and, unless it is a keep-alive, message id.
inline constexpr size_t kLengthBytes = 4;
inline constexpr size_t kMessageHeaderBytes = 5;

// No implementation sends longer ones: a bitfield of 2^23 pieces or metadata in one message.
inline constexpr uint32_t kLongestMessage = 1u << 20;
// A request of more than 2^17 bytes closes the connection (BEP 3's text: "All current
// implementations use 2^14"); 9 are id, index and begin.
inline constexpr uint32_t kLongestPiece = (1u << 17) + 9;

struct MessageHeader {
    std::optional<MessageKind> kind;  // none: an id that no BEP here names; to be skipped
    uint32_t payload_bytes = 0;       // that follow the header
};

// The length's four bytes and the id after them; id is not looked at for a keep-alive. Nothing if
// no such message can be: the reader is not where it thinks it is.
std::optional<MessageHeader> parse_message_header(uint32_t length, uint8_t id);

// Where in a segment's bytes the messages can be read from again after a gap: at its start if
// messages fill it to the byte, else where three come in a row or a piece with a usual block has
// its header. Nothing if that is not certain.
std::optional<size_t> find_message_boundary(Bytes bytes);

}  // namespace sluice
