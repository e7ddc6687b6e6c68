// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_wire.h"

#include <algorithm>
#include <array>

namespace sluice {
namespace {

struct Shape {
    bool known = false;
    MessageKind kind = MessageKind::keep_alive;
    uint32_t shortest = 0;  // of the length field, which counts the id
    uint32_t longest = 0;
};

// Two entries a level of the tree at most, each a list of a number and 20 bytes.
constexpr uint32_t kLongestHashList = 4'096;

constexpr auto kShapes = [] {
    std::array<Shape, 256> shapes{};
    const auto set = [&](uint8_t id, MessageKind kind, uint32_t shortest, uint32_t longest) {
        shapes[id] = Shape{true, kind, shortest, longest};
    };
    const auto fixed = [&](uint8_t id, MessageKind kind, uint32_t length) {
        set(id, kind, length, length);
    };
    // BEP 3
    fixed(0, MessageKind::choke, 1);
    fixed(1, MessageKind::unchoke, 1);
    fixed(2, MessageKind::interested, 1);
    fixed(3, MessageKind::not_interested, 1);
    fixed(4, MessageKind::have_piece, 5);
    set(5, MessageKind::bitfield, 2, kLongestMessage);
    fixed(6, MessageKind::piece_request, 13);
    set(7, MessageKind::piece, 9, kLongestPiece);
    fixed(8, MessageKind::piece_cancel, 13);
    fixed(9, MessageKind::dht_port, 3);  // BEP 5
    // BEP 6
    fixed(0x0d, MessageKind::suggest_piece, 5);
    fixed(0x0e, MessageKind::have_all, 1);
    fixed(0x0f, MessageKind::have_none, 1);
    fixed(0x10, MessageKind::piece_reject, 13);
    fixed(0x11, MessageKind::allowed_fast, 5);
    // BEP 10
    set(20, MessageKind::other_extension, 2, kLongestMessage);
    // BEP 52: 48 bytes, which hashes of 32 bytes follow
    fixed(21, MessageKind::hash_request, 49);
    set(22, MessageKind::hashes, 49 + 32, kLongestMessage);
    fixed(23, MessageKind::hash_reject, 49);
    // BEP 30, Tr_hashpiece as Tribler sends it: 12 bytes, a bencoded list of hashes, the block
    set(250, MessageKind::piece, 1 + 12 + 2, kLongestPiece + kLongestHashList);
    return shapes;
}();

}  // namespace

HandshakeShape parse_handshake(Bytes stream, size_t carried) {
    const size_t compared = std::min(stream.size(), kHandshakePrefix.size());
    if (!std::equal(stream.begin(), stream.begin() + static_cast<ptrdiff_t>(compared),
                    reinterpret_cast<const uint8_t*>(kHandshakePrefix.data())))
        return HandshakeShape::absent;
    if (compared < kHandshakePrefix.size() || carried < kHandshakeBytes)
        return HandshakeShape::partial;
    return HandshakeShape::complete;
}

HandshakeOffers read_offers(std::span<const uint8_t, kReservedBytes> reserved) {
    return {(reserved[5] & 0x10) != 0, (reserved[7] & 0x04) != 0};
}

std::optional<MessageHeader> parse_message_header(uint32_t length, uint8_t id) {
    if (length == 0)
        return MessageHeader{MessageKind::keep_alive, 0};
    if (length > kLongestMessage)
        return std::nullopt;
    const Shape& shape = kShapes[id];
    if (!shape.known)
        return MessageHeader{std::nullopt, length - 1};
    if (length < shape.shortest || length > shape.longest)
        return std::nullopt;
    if (shape.kind == MessageKind::hashes && (length - shape.shortest) % 32 != 0)
        return std::nullopt;
    return MessageHeader{shape.kind, length - 1};
}

bool legal_there(MessageKind kind, MessagePlace place) {
    switch (kind) {
        case MessageKind::bitfield:
            return place.opening;
        case MessageKind::have_all:
        case MessageKind::have_none:
            return place.opening && place.fast;
        // Not piece_reject: BEP 52 made it a message of its own, and nothing in the handshake says
        // that a torrent is a v2 one.
        case MessageKind::suggest_piece:
        case MessageKind::allowed_fast:
            return place.fast;
        default:
            return true;
    }
}

bool leaves_opening(MessageKind kind) {
    switch (kind) {
        case MessageKind::keep_alive:
        case MessageKind::dht_port:
        case MessageKind::extension_handshake:
        case MessageKind::other_extension:
            return true;
        default:
            return false;
    }
}

}  // namespace sluice
