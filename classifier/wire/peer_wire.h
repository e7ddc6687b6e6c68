// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
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

// What the eight reserved bytes offer. A message of an extension is legal where both ends offer it.
struct HandshakeOffers {
    bool extensions = false;  // BEP 10: reserved[5] & 0x10
    bool fast = false;        // BEP 6: reserved[7] & 0x04
};
inline constexpr size_t kReservedAt = 20;
inline constexpr size_t kReservedBytes = 8;
HandshakeOffers read_offers(std::span<const uint8_t, kReservedBytes> reserved);

// Length prefix and, unless it is a keep-alive, message id.
inline constexpr size_t kLengthBytes = 4;
inline constexpr size_t kMessageHeaderBytes = 5;

// No implementation sends longer ones: a bitfield of 2^23 pieces or metadata in one message.
inline constexpr uint32_t kLongestMessage = 1u << 20;
// A request of more than 2^17 bytes closes the connection (BEP 3's text: "All current
// implementations use 2^14"); 9 are id, index and begin.
inline constexpr uint32_t kLongestBlock = 1u << 17;
inline constexpr uint32_t kLongestPiece = kLongestBlock + 9;

struct MessageHeader {
    std::optional<MessageKind> kind;  // none: an id that no BEP here names; to be skipped
    uint32_t payload_bytes = 0;       // that follow the header
};

// The length's four bytes and the id after them; id is not looked at for a keep-alive. Nothing if
// no such message can be: the reader is not where it thinks it is.
std::optional<MessageHeader> parse_message_header(uint32_t length, uint8_t id);

// What the stream before a message leaves possible.
struct MessagePlace {
    bool opening = false;  // after the handshake only messages came that a bitfield may follow
    bool fast = true;      // both handshakes offer BEP 6, or one of them was not seen
};
bool legal_there(MessageKind kind, MessagePlace place);
// Whether a bitfield may follow it. BEP 3 and 6 want the bitfield first, BEP 10 its own handshake;
// clients send these two in either order, and PORT or a keep-alive between them.
bool leaves_opening(MessageKind kind);

}  // namespace sluice
