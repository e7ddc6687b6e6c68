// SPDX-License-Identifier: Apache-2.0
#include "classifier/wire/ppspp.h"

#include <algorithm>

#include "classifier/wire/ppspp_options.h"

namespace sluice {
namespace {

// Table 7.
enum Type : uint8_t {
    kHandshake,
    kData,
    kAck,
    kHave,
    kIntegrity,
    kPeers4,
    kPeersRequest,
    kSignedIntegrity,
    kRequest,
    kCancel,
    kChoke,
    kUnchoke,
    kPeers6,
    kPeersCertificate,
};

constexpr size_t kTimestampBytes = 8;
constexpr uint32_t kVariableChunks = 0xffff'ffff;

bool fit(Bytes bytes, const PpsppOptions& options) {
    PpsppMessages messages{bytes, options};
    while (messages.next()) {
    }
    return messages.whole();
}

}  // namespace

void PpsppMessages::skip_chunk_specification() {
    if (!options_.ranges) {
        in_.skip(options_.chunk_specification_bytes);
        return;
    }
    const bool wide = options_.chunk_specification_bytes == 16;
    const uint64_t start = wide ? in_.be64() : in_.be32();
    const uint64_t end = wide ? in_.be64() : in_.be32();
    if (start > end)
        refuse();
}

// Chunks of one size may follow each other; the content's last one may be smaller, and then ends
// the datagram (8.6).
void PpsppMessages::skip_chunk() {
    if (in_.remaining() == 0)
        refuse();
    else if (options_.chunk_bytes == kVariableChunks)
        in_.skip(in_.remaining());
    else
        in_.skip(std::min<size_t>(options_.chunk_bytes, in_.remaining()));
}

void PpsppMessages::read(uint8_t type) {
    switch (type) {
        case kData:
            kind_ = MessageKind::piece;
            skip_chunk_specification();
            in_.skip(kTimestampBytes);
            skip_chunk();
            break;
        case kAck:
            kind_ = std::nullopt;
            skip_chunk_specification();
            in_.skip(kTimestampBytes);  // a delay
            break;
        case kHave:
            kind_ = MessageKind::have_piece;
            skip_chunk_specification();
            break;
        case kIntegrity:
            kind_ = MessageKind::hashes;
            skip_chunk_specification();
            if (options_.hash_bytes == 0)
                refuse();
            in_.skip(options_.hash_bytes);
            break;
        case kPeers4:
            kind_ = MessageKind::peer_exchange;
            in_.skip(4 + 2);
            break;
        case kPeersRequest:
            kind_ = MessageKind::peer_exchange;
            break;
        case kSignedIntegrity:
            kind_ = MessageKind::hashes;
            skip_chunk_specification();
            in_.skip(kTimestampBytes);
            if (options_.signature_bytes == 0)
                refuse();
            in_.skip(options_.signature_bytes);
            break;
        case kRequest:
            kind_ = MessageKind::piece_request;
            skip_chunk_specification();
            break;
        case kCancel:
            kind_ = MessageKind::piece_cancel;
            skip_chunk_specification();
            break;
        case kChoke:
            kind_ = MessageKind::choke;
            break;
        case kUnchoke:
            kind_ = MessageKind::unchoke;
            break;
        case kPeers6:
            kind_ = MessageKind::peer_exchange;
            in_.skip(16 + 2);
            break;
        case kPeersCertificate:
            kind_ = MessageKind::peer_exchange;
            in_.skip(in_.be16());
            break;
        default:  // a handshake among others too: it comes first
            refuse();
    }
}

bool PpsppMessages::next() {
    if (!in_.ok() || in_.remaining() == 0)
        return false;
    read(in_.u8());
    return in_.ok();
}

std::optional<PpsppHandshake> parse_ppspp_handshake(Bytes datagram) {
    Reader in{datagram};
    PpsppHandshake handshake;
    handshake.destination_channel = in.be32();
    const uint8_t type = in.u8();
    handshake.source_channel = in.be32();
    const bool opens = handshake.destination_channel == 0;
    const bool closes = handshake.source_channel == 0;
    if (!in.ok() || type != kHandshake || (opens && closes))
        return std::nullopt;

    const auto options = read_ppspp_options(in, opens    ? PpsppRole::opening
                                                : closes ? PpsppRole::closing
                                                         : PpsppRole::reply);
    if (!options || (closes && in.remaining() > 0))
        return std::nullopt;
    handshake.options = *options;
    handshake.messages = in.rest();
    return fit(handshake.messages, *options) ? std::optional(handshake) : std::nullopt;
}

std::optional<PpsppDatagram> parse_ppspp_datagram(Bytes datagram, const PpsppOptions& options) {
    Reader in{datagram};
    const uint32_t channel = in.be32();
    if (!in.ok() || channel == 0 || !fit(in.rest(), options))
        return std::nullopt;
    return PpsppDatagram{channel, in.rest()};
}

}  // namespace sluice
