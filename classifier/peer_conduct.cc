// SPDX-License-Identifier: Apache-2.0
#include "classifier/peer_conduct.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace sluice {
namespace {

using Start = PeerSigns::Start;

template <class Number>
void count_up(Number& number) {
    if (number != std::numeric_limits<Number>::max())
        ++number;
}

bool names_a_piece(MessageKind kind) {
    switch (kind) {
        case MessageKind::have_piece:
        case MessageKind::piece_request:
        case MessageKind::piece:
        case MessageKind::piece_cancel:
        case MessageKind::suggest_piece:
        case MessageKind::piece_reject:
        case MessageKind::allowed_fast:
            return true;
        default:
            return false;
    }
}

// Of a bitfield that long, the last byte may have up to seven spare bits.
bool is_complete(const PeerWireWalk& walk, const WalkedPeer& peer) {
    return walk.bitfield_bytes != 0 && peer.start != Start::unseen &&
           peer.has >= walk.fewest_pieces &&
           uint64_t{peer.has} + 7 >= uint64_t{8} * walk.bitfield_bytes;
}

void note_have(WalkedPeer& peer) {
    count_up(peer.has);
    count_up(peer.haves_in_a_row);
    peer.haves_at_once = std::max(peer.haves_at_once, peer.haves_in_a_row);
}

PeerSigns signs_of(const PeerWireWalk& walk, size_t end) {
    const WalkedPeer& peer = walk.peers[end];
    const bool complete = is_complete(walk, peer);
    const uint32_t haves = walk.messages[end].of(MessageKind::have_piece);
    // A bitfield is full as long as nobody has a piece behind its last one.
    const bool full = complete && peer.start == Start::some && haves == 0;
    return {.start = full ? Start::everything : peer.start,
            .complete = complete,
            .interested = peer.is(WalkedPeer::kInterested),
            .was_interested = peer.is(WalkedPeer::kWasInterested),
            .upload_only = peer.is(WalkedPeer::kUploadOnly),
            .haves = haves,
            .haves_at_once = peer.haves_at_once,
            .requests = peer.requests,
            .pieces = peer.pieces};
}

}  // namespace

MessagePlace place_of(const PeerWireWalk& walk, const WalkedPeer& peer) {
    bool fast = true;
    bool both_seen = true;
    for (const WalkedPeer& end : walk.peers) {
        both_seen &= end.is(WalkedPeer::kShookHands);
        fast &= end.is(WalkedPeer::kFast);
    }
    return {.opening = peer.is(WalkedPeer::kOpening), .fast = fast || !both_seen};
}

void note_opening(WalkedPeer& peer, MessageKind kind) {
    if (!peer.is(WalkedPeer::kOpening) || leaves_opening(kind))
        return;
    peer.set(WalkedPeer::kOpening, false);
    // BEP 3: "Downloaders which don't have anything yet may skip the 'bitfield' message."
    if (kind == MessageKind::have_all)
        peer.start = Start::everything;
    else if (kind != MessageKind::bitfield)
        peer.start = Start::nothing;
}

void note_message(PeerWireWalk& walk, Direction direction, MessageKind kind) {
    const size_t end = static_cast<size_t>(direction);
    WalkedPeer& peer = walk.peers[end];
    count_up(walk.messages[end].counts[static_cast<size_t>(kind) - kFirstPeerKind]);
    switch (kind) {
        case MessageKind::interested:
            peer.set(WalkedPeer::kInterested, true);
            peer.set(WalkedPeer::kWasInterested, true);
            break;
        case MessageKind::not_interested:
            peer.set(WalkedPeer::kInterested, false);
            break;
        case MessageKind::have_piece:
            note_have(peer);
            break;
        case MessageKind::piece_request:
            count_up(peer.requests);
            break;
        case MessageKind::piece:
            count_up(peer.pieces);
            peer.haves_in_a_row = 0;
            break;
        default:
            break;
    }
}

bool note_pieces_named(PeerWireWalk& walk, const MessageHeader& header, Bytes payload) {
    if (header.kind == MessageKind::bitfield) {
        if (walk.bitfield_bytes == 0 && walk.fewest_pieces <= uint64_t{8} * header.payload_bytes)
            walk.bitfield_bytes = header.payload_bytes;
        return walk.bitfield_bytes == header.payload_bytes;
    }
    Reader in{payload};
    const uint32_t piece = in.be32();
    if (!in.ok() || !names_a_piece(*header.kind))
        return true;
    // No bitfield could be that long.
    if (piece >= uint64_t{8} * (walk.bitfield_bytes != 0 ? walk.bitfield_bytes : kLongestMessage))
        return false;
    walk.fewest_pieces = std::max(walk.fewest_pieces, piece + 1);
    return true;
}

void note_bitfield(PeerWireWalk& walk, WalkedPeer& peer, Bytes bytes) {
    const uint32_t before = walk.bitfield_bytes - peer.content_left;
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == 0)
            continue;
        peer.has += static_cast<uint32_t>(std::popcount(bytes[i]));
        const auto last_bit = static_cast<uint32_t>(8 - std::countr_zero(bytes[i]));
        walk.fewest_pieces =
            std::max(walk.fewest_pieces, 8 * (before + static_cast<uint32_t>(i)) + last_bit);
    }
    if (bytes.size() < peer.content_left)
        return;
    peer.start = peer.has == 0 ? Start::nothing : Start::some;
}

void note_piece_lost(WalkedPeer& peer) {
    if (peer.has > 0)
        --peer.has;
    if (peer.start == Start::everything)
        peer.start = Start::some;
}

PeerRole role_of(const PeerWireWalk& walk, Direction end) {
    const size_t self = static_cast<size_t>(end);
    return judge_role(signs_of(walk, self), signs_of(walk, self ^ 1));
}

}  // namespace sluice
