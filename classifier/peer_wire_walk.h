// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/held_segments.h"
#include "classifier/peer_role.h"
#include "classifier/segment_buffer.h"
#include "classifier/wire/extension.h"
#include "classifier/wire/peer_wire.h"

namespace sluice {

// Where one direction of a peer-wire connection is being read.
struct WalkedStream {
    enum class Place : uint8_t {
        unseen,     // no byte yet and no start known: the first one to come is it
        joining,    // the same, but it will lie in the middle
        handshake,  // within the first 68 bytes
        message,    // at a message's header, or in a payload that is passed over
        content,    // in a payload that is read
        lost,       // bytes were missed: a boundary has to be found
    };
    // Length prefix, id, and the extended id of BEP 10.
    static constexpr size_t kHeaderBytes = kMessageHeaderBytes + 1;

    uint32_t next = 0;     // sequence number of the byte to read next
    uint32_t payload = 0;  // bytes of a message from there that need no look
    HeldSegments held;
    uint32_t held_since_us = 0;
    Place place = Place::unseen;
    uint8_t read = 0;  // bytes of the handshake, or of the header, so far
    uint8_t header[kHeaderBytes] = {};
    uint32_t collected = SegmentBuffers::kNone;  // content that began in an earlier segment
};

// Kinds that peers send each other, all of them and in MessageKind's order.
inline constexpr size_t kFirstPeerKind = static_cast<size_t>(MessageKind::interested);
inline constexpr size_t kPeerKindCount =
    static_cast<size_t>(MessageKind::other_extension) - kFirstPeerKind + 1;

// What one end of a connection has said. Counts stay at their greatest value.
struct WalkedPeer {
    enum Flag : uint8_t {
        kShookHands = 1 << 0,     // its handshake was read
        kFast = 1 << 1,           // and offers BEP 6
        kOpening = 1 << 2,        // it may still send a bitfield
        kInterested = 1 << 3,     // by its last word
        kWasInterested = 1 << 4,  // at any time
        kUploadOnly = 1 << 5,     // by its last word
    };

    uint32_t requests = 0;
    uint32_t pieces = 0;
    uint32_t has = 0;           // pieces, by its bitfield and haves
    uint32_t content_left = 0;  // bytes of the message whose content is read
    uint8_t flags = 0;
    MessageKind content = MessageKind::keep_alive;  // the kind of that message
    PeerSigns::Start start = PeerSigns::Start::unseen;
    uint8_t haves_in_a_row = 0;
    uint8_t haves_at_once = 0;

    bool is(Flag flag) const { return (flags & flag) != 0; }
    void set(Flag flag, bool on) {
        flags = static_cast<uint8_t>(on ? flags | flag : flags & ~flag);
    }
};

struct WalkedMessages {
    std::array<uint16_t, kPeerKindCount> counts = {};
    std::array<uint8_t, kExtensionCount> ids = {};  // that the other end uses to it; 0: none

    uint32_t of(MessageKind kind) const {
        return counts[static_cast<size_t>(kind) - kFirstPeerKind];
    }
};

// In cache lines: a segment within a piece needs the first, a message two more.
struct alignas(64) PeerWireWalk {
    WalkedStream streams[kDirectionCount];

    WalkedPeer peers[kDirectionCount];
    uint32_t bitfield_bytes = 0;  // that each end's bitfield has; 0: none was seen
    uint32_t fewest_pieces = 0;   // that the torrent has, by what was named of them
    uint16_t learnt = 0;          // endpoints, of all that a connection may teach

    alignas(64) WalkedMessages messages[kDirectionCount];
};
static_assert(sizeof(WalkedStream) == 32 && sizeof(PeerWireWalk) == 256 &&
              offsetof(PeerWireWalk, messages) == 128);

}  // namespace sluice
