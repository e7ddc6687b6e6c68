// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/peer_role.h"
#include "classifier/peer_wire_walk.h"

namespace sluice {

// What a peer's messages say of it, noted as they come.

// Of the stream so far, what a message's legality depends on.
MessagePlace place_of(const PeerWireWalk& walk, const WalkedPeer& peer);
void note_opening(WalkedPeer& peer, MessageKind kind);

void note_message(PeerWireWalk& walk, Direction direction, MessageKind kind);

// The piece that a message is about, or how long a bitfield is. False if the torrent has no such
// piece, or a bitfield of another length: both ends speak of the same one.
bool note_pieces_named(PeerWireWalk& walk, const MessageHeader& header, Bytes payload);
// The next bytes of a bitfield, of which content_left are still to come, these included.
void note_bitfield(PeerWireWalk& walk, WalkedPeer& peer, Bytes bytes);
void note_piece_lost(WalkedPeer& peer);  // BEP 54

PeerRole role_of(const PeerWireWalk& walk, Direction end);

}  // namespace sluice
