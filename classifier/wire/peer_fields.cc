// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/peer_fields.h"

#include <bit>

#include "classifier/wire/bencode.h"

namespace sluice {
namespace {

constexpr uint32_t kUsualBlock = 1u << 14;  // BEP 3: "All current implementations use 2^14"
// No torrent has more pieces, or pieces of more bytes.
constexpr uint32_t kMostPieces = 1u << 24;
constexpr uint32_t kLongestPieceBytes = 1u << 28;
// BEP 52: layers of a binary tree over blocks of at most 2^64 bytes; 512 hashes SHOULD be the most
// in one request, and libtorrent serves 8,192.
constexpr uint32_t kMostLayers = 64;
constexpr uint32_t kMostHashes = 8'192;

// 8 bits of the index, 18 of the offset.
bool usual_place(uint32_t index, uint32_t begin) {
    return index < kMostPieces && begin < kLongestPieceBytes && begin % kUsualBlock == 0;
}

FieldEvidence judge_index(Bytes payload) {
    Reader in{payload};
    const uint32_t index = in.be32();
    return in.ok() && index < kMostPieces ? FieldEvidence::plausible : FieldEvidence::free;
}

// A request, cancel or reject.
FieldEvidence judge_request(Bytes payload) {
    Reader in{payload};
    const uint32_t index = in.be32();
    const uint32_t begin = in.be32();
    const uint32_t length = in.be32();
    if (!in.ok())
        return FieldEvidence::free;
    if (length == 0 || length > kLongestBlock)
        return FieldEvidence::impossible;
    if (!usual_place(index, begin))
        return FieldEvidence::free;
    return std::has_single_bit(length) && length >= kUsualBlock ? FieldEvidence::telling
                                                                : FieldEvidence::plausible;
}

FieldEvidence judge_piece(Bytes payload, uint32_t payload_bytes) {
    Reader in{payload};
    const uint32_t index = in.be32();
    const uint32_t begin = in.be32();
    if (!in.ok() || !usual_place(index, begin))
        return FieldEvidence::free;
    return payload_bytes - 8 == kUsualBlock ? FieldEvidence::telling : FieldEvidence::plausible;
}

// BEP 52: pieces root, base layer, index, length, proof layers; hashes from the base layer, and
// then an uncle for some of the proof layers.
FieldEvidence judge_hashes(const MessageHeader& header, Bytes payload) {
    Reader in{payload};
    in.skip(32);
    const uint32_t base_layer = in.be32();
    const uint32_t index = in.be32();
    const uint32_t length = in.be32();
    const uint32_t proof_layers = in.be32();
    if (!in.ok())
        return FieldEvidence::free;
    if (length == 0)
        return FieldEvidence::impossible;
    if (base_layer >= kMostLayers || proof_layers >= kMostLayers || length > kMostHashes)
        return FieldEvidence::free;
    if (header.kind == MessageKind::hashes) {
        const uint32_t hashes = (header.payload_bytes - 48) / 32;
        if (hashes < length || hashes > length + proof_layers)
            return FieldEvidence::impossible;
    }
    // Of a block that the layer's end cuts short, length is not what index is a multiple of.
    return index % std::bit_ceil(length) == 0 ? FieldEvidence::plausible : FieldEvidence::free;
}

FieldEvidence judge_port(Bytes payload) {
    Reader in{payload};
    const uint16_t port = in.be16();
    return in.ok() && port != 0 ? FieldEvidence::plausible : FieldEvidence::free;
}

// BEP 10: id 0 is the handshake, a dictionary. Most others have a dictionary too.
FieldEvidence judge_extended(const MessageHeader& header, Bytes payload) {
    if (payload.size() < 2)
        return FieldEvidence::free;
    const bool dictionary = payload[1] == 'd';
    if (payload[0] == 0 && !dictionary)
        return FieldEvidence::impossible;
    if (!dictionary || payload.size() < header.payload_bytes)
        return FieldEvidence::free;
    const Bytes content = payload.first(header.payload_bytes).subspan(1);
    return scan_bencode(content, KeyOrder::any) == content.size() ? FieldEvidence::plausible
                                                                  : FieldEvidence::free;
}

}  // namespace

FieldEvidence judge_fields(const MessageHeader& header, Bytes payload) {
    switch (header.kind.value_or(MessageKind::keep_alive)) {
        case MessageKind::have_piece:
        case MessageKind::suggest_piece:
        case MessageKind::allowed_fast:
            return judge_index(payload);
        case MessageKind::piece_request:
        case MessageKind::piece_cancel:
        case MessageKind::piece_reject:
            return judge_request(payload);
        case MessageKind::piece:
            return judge_piece(payload, header.payload_bytes);
        case MessageKind::hash_request:
        case MessageKind::hash_reject:
        case MessageKind::hashes:
            return judge_hashes(header, payload);
        case MessageKind::dht_port:
            return judge_port(payload);
        case MessageKind::other_extension:
            return judge_extended(header, payload);
        default:
            return FieldEvidence::free;
    }
}

}  // namespace sluice
