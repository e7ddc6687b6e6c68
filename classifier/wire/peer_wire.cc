// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_wire.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace sluice {
namespace {

struct Shape {
    bool known = false;
    MessageKind kind = MessageKind::keep_alive;
    uint32_t shortest = 0;  // of the length field, which counts the id
    uint32_t longest = 0;
};

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
    return shapes;
}();

// Enough to be certain: each header fixes about 35 bits.
constexpr int kChain = 3;
// A block is 2^14 bytes in practice; 9 are id, index and begin.
constexpr std::array<uint8_t, kMessageHeaderBytes> kUsualPiece{0, 0, 0x40, 0x09, 7};

// A bitfield comes once, right after the handshake, and keep-alives look like a file's zeros:
// neither proves a boundary.
bool proves_boundary(const MessageHeader& header) {
    return header.kind && *header.kind != MessageKind::keep_alive &&
           *header.kind != MessageKind::bitfield;
}

// Past one message that proves a boundary; false if there is none, or only a part of its header.
bool skip_message(Reader& in) {
    const uint32_t length = in.be32();
    const uint8_t id = in.u8();
    const auto header = parse_message_header(length, id);
    if (!in.ok() || !header || !proves_boundary(*header))
        return false;
    in.skip(header->payload_bytes);
    return true;
}

bool starts_chain(Bytes bytes) {
    Reader in{bytes};
    for (int i = 0; i < kChain; ++i)
        if (!skip_message(in))
            return false;
    return true;
}

// Each length is then fixed to the bit, so one message is as good as a piece's header.
bool fill(Bytes bytes) {
    Reader in{bytes};
    while (in.remaining() > 0)
        if (!skip_message(in) || !in.ok())
            return false;
    return true;
}

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
    return MessageHeader{shape.kind, length - 1};
}

std::optional<size_t> find_message_boundary(Bytes bytes) {
    if (!bytes.empty() && fill(bytes))
        return 0;
    for (size_t at = 0; at + kMessageHeaderBytes <= bytes.size(); ++at) {
        const void* const zero =
            std::memchr(bytes.data() + at, 0, bytes.size() - at - (kMessageHeaderBytes - 1));
        if (zero == nullptr)
            return std::nullopt;
        at = static_cast<size_t>(static_cast<const uint8_t*>(zero) - bytes.data());
        const Bytes rest = bytes.subspan(at);
        if (std::equal(kUsualPiece.begin(), kUsualPiece.end(), rest.begin()) || starts_chain(rest))
            return at;
    }
    return std::nullopt;
}

}  // namespace sluice
