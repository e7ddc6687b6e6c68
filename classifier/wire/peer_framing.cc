// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_framing.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "classifier/wire/peer_fields.h"
#include "classifier/wire/peer_wire.h"

namespace sluice {
namespace {

// Length and id of a block of 2^14 bytes, and the end of a request for one. Both have a 0x40, which
// is rarer in text, in zeros and in small numbers than the zeros that they begin with.
constexpr uint8_t kUsualByte = 0x40;
constexpr std::array<uint8_t, kMessageHeaderBytes> kUsualPiece{0, 0, kUsualByte, 0x09, 7};
constexpr size_t kPieceBefore = 2;
constexpr std::array<uint8_t, kLengthBytes> kRequestLength{0, 0, 0, 13};
constexpr size_t kRequestBefore = 15;

constexpr int kChain = 3;
// Places where a message could begin, of which a segment has a few by chance; one that is full of
// them was made to cost time.
constexpr int kMostTries = 64;
constexpr size_t kFieldBytes = 13;  // up to the end of a piece's begin

struct Message {
    MessageHeader header;
    FieldEvidence fields;
};

// Of a message the header at least has to be in sight.
std::optional<Message> read_message(Bytes bytes) {
    Reader in{bytes};
    const uint32_t length = in.be32();
    const uint8_t id = length != 0 ? in.u8() : 0;
    const auto header = in.ok() ? parse_message_header(length, id) : std::nullopt;
    // Ids that no BEP names could be anything's.
    if (!header || !header->kind)
        return std::nullopt;
    const Bytes payload = in.rest().first(std::min<size_t>(in.remaining(), header->payload_bytes));
    const FieldEvidence fields = judge_fields(*header, payload);
    if (fields == FieldEvidence::impossible)
        return std::nullopt;
    return Message{*header, fields};
}

size_t bytes_of(const Message& message) {
    const bool keep_alive = message.header.kind == MessageKind::keep_alive;
    return (keep_alive ? kLengthBytes : kMessageHeaderBytes) + message.header.payload_bytes;
}

// Messages one behind the other, as far as they can be read.
struct Chain {
    size_t messages = 0;
    size_t plausible = 0;  // with plausible fields at least, and not the same as the one before
    size_t telling = 0;
    size_t end = 0;         // where the next one begins, maybe past what is in sight
    bool unbroken = false;  // all that is in sight is of it
};

Chain read_chain(Bytes bytes, size_t most) {
    Chain chain;
    Bytes before;
    while (chain.end < bytes.size() && chain.messages < most) {
        const Bytes rest = bytes.subspan(chain.end);
        const auto message = read_message(rest);
        // A bitfield comes right after the handshake, and keep-alives look like a file's zeros.
        if (!message || message->header.kind == MessageKind::keep_alive ||
            message->header.kind == MessageKind::bitfield)
            return chain;
        const size_t length = bytes_of(*message);
        const Bytes whole = rest.first(std::min(length, rest.size()));
        chain.messages++;
        if (message->fields >= FieldEvidence::plausible &&
            !std::equal(whole.begin(), whole.end(), before.begin(), before.end()))
            chain.plausible++;
        if (message->fields == FieldEvidence::telling)
            chain.telling++;
        chain.end += length;
        before = whole;
    }
    chain.unbroken = chain.end >= bytes.size();
    return chain;
}

// Without its lengths filling the bytes, a chain needs more than bare states: a row of one-byte
// fields behind 32-bit lengths, as databases send booleans, looks like unchoke and choke.
bool starts_chain(Bytes bytes) {
    const Chain chain = read_chain(bytes, kChain);
    return chain.messages == kChain && chain.plausible > 0 && chain.end <= bytes.size();
}

template <size_t kCount>
bool begins_with(Bytes bytes, const std::array<uint8_t, kCount>& start) {
    return bytes.size() >= kCount && std::equal(start.begin(), start.end(), bytes.begin());
}

bool usual_piece_at(Bytes rest) {
    if (!begins_with(rest, kUsualPiece))
        return false;
    const auto message = read_message(rest);
    return message && (rest.size() < kFieldBytes || message->fields == FieldEvidence::telling);
}

// Where the message at a place ends, if it is a telling one.
std::optional<uint32_t> telling_end(Bytes bytes, size_t at) {
    const auto message = read_message(bytes.subspan(at));
    if (!message || message->fields != FieldEvidence::telling)
        return std::nullopt;
    return static_cast<uint32_t>(at + bytes_of(*message));
}

// A usual block's header or request anywhere in the bytes.
Framing find_telling(Bytes bytes) {
    Framing found;
    for (size_t at = kPieceBefore; at < bytes.size(); ++at) {
        const void* const usual = std::memchr(bytes.data() + at, kUsualByte, bytes.size() - at);
        if (usual == nullptr)
            break;
        at = static_cast<size_t>(static_cast<const uint8_t*>(usual) - bytes.data());
        if (bytes[at - 1] != 0 || bytes[at - 2] != 0)
            continue;
        if (at >= kRequestBefore && begins_with(bytes.subspan(at - kRequestBefore), kRequestLength))
            if (const auto request = telling_end(bytes, at - kRequestBefore))
                return {FramingEvidence::strong, *request};
        if (begins_with(bytes.subspan(at - kPieceBefore), kUsualPiece))
            if (const auto piece = telling_end(bytes, at - kPieceBefore))
                found = {FramingEvidence::weak, *piece};
    }
    return found;
}

}  // namespace

std::optional<size_t> find_message_boundary(Bytes bytes) {
    if (bytes.empty())
        return std::nullopt;
    const Chain filling = read_chain(bytes, SIZE_MAX);
    if (filling.unbroken && filling.end == bytes.size())
        return 0;
    int tries = 0;
    for (size_t at = 0; at + kMessageHeaderBytes <= bytes.size(); ++at) {
        const void* const zero =
            std::memchr(bytes.data() + at, 0, bytes.size() - at - (kMessageHeaderBytes - 1));
        if (zero == nullptr)
            return std::nullopt;
        at = static_cast<size_t>(static_cast<const uint8_t*>(zero) - bytes.data());
        const Bytes rest = bytes.subspan(at);
        const uint32_t length = Reader{rest}.be32();
        if (length == 0) {
            // Of a row of zeros the last three at most are a length's.
            const auto end =
                std::find_if(rest.begin(), rest.end(), [](uint8_t b) { return b != 0; });
            at += static_cast<size_t>(end - rest.begin()) - kLengthBytes;
            continue;
        }
        if (const auto header = parse_message_header(length, rest[kLengthBytes]);
            !header || !header->kind)
            continue;
        if (++tries > kMostTries)
            return std::nullopt;
        if (usual_piece_at(rest) || starts_chain(rest))
            return at;
    }
    return std::nullopt;
}

Framing judge_framing(Bytes segment) {
    if (segment.size() < kMessageHeaderBytes)
        return {};
    if (segment[0] == 0) {
        const Chain chain = read_chain(segment, SIZE_MAX);
        const auto next = static_cast<uint32_t>(chain.end);
        if (chain.telling > 0 && chain.unbroken)
            return {FramingEvidence::strong, next};
        if (chain.plausible >= 2 && chain.unbroken)
            return {FramingEvidence::weak, next};
    }
    return find_telling(segment);
}

bool continues_framing(Bytes bytes) {
    const auto message = read_message(bytes);
    return message && message->fields >= FieldEvidence::plausible;
}

}  // namespace sluice
