// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/classifier.h"
#include "classifier/held_segments.h"
#include "classifier/segment_buffer.h"
#include "classifier/slot_pool.h"
#include "classifier/wire/peer_wire.h"

namespace sluice {

// Where one direction of a peer-wire connection is being read.
struct WalkedStream {
    enum class Place : uint8_t {
        unseen,     // no byte yet and no start known: the first one to come is it
        joining,    // the same, but it will lie in the middle
        handshake,  // within the first 68 bytes
        message,    // at a message's header or in its payload
        lost,       // bytes were missed: a boundary has to be found
    };

    uint32_t next = 0;     // sequence number of the byte to read next
    uint32_t payload = 0;  // bytes of a message from there that need no look
    HeldSegments held;
    uint32_t held_since_us = 0;
    Place place = Place::unseen;
    uint8_t read = 0;  // bytes of the handshake, or of the header, so far
    uint8_t header[kLengthBytes] = {};
};

// One cache line a flow.
struct alignas(64) PeerWireWalk {
    WalkedStream streams[kDirectionCount];
};
static_assert(sizeof(PeerWireWalk) == 64);

// Counts the messages of recognised flows at a bounded cost per packet: piece payloads are passed
// over by length. Retransmissions are ignored, segments out of order are held while there are
// buffers, and after a gap counting goes on only from a certain message boundary.
class PeerWireWalker {
 public:
    PeerWireWalker(uint32_t flows, SegmentBuffers& buffers, Classifier::Counts& counts)
        : walks_(flows), buffers_(buffers), counts_(counts) {}

    // A handle, or SlotPool's kNone.
    uint32_t start();
    // What is still held is read as after a gap.
    void end(uint32_t walk);

    // The direction's stream begins at a sequence number, with its handshake.
    void begin(uint32_t walk, Direction direction, uint32_t sequence);
    // The direction's stream began before it was seen.
    void join(uint32_t walk, Direction direction);

    // sequence is that of the first payload byte.
    void observe(uint32_t walk, const Segment& segment);

    uint32_t in_use() const { return walks_.in_use(); }
    size_t memory_bytes() const { return walks_.memory_bytes(); }

 private:
    struct Cursor;  // what is left of the bytes being read

    void observe_out_of_step(WalkedStream& stream, const Segment& segment);
    void read(WalkedStream& stream, Direction direction, Bytes in_hand, uint32_t wire_bytes);
    bool read_handshake(WalkedStream& stream, Direction direction, Cursor& cursor);
    bool read_header(WalkedStream& stream, Direction direction, Cursor& cursor);
    bool resume(WalkedStream& stream, Cursor& cursor);
    void read_held(WalkedStream& stream, Direction direction);
    bool hold(WalkedStream& stream, const Segment& segment);
    void lose(WalkedStream& stream);
    void give_up_waiting(WalkedStream& stream, Direction direction);

    SlotPool<PeerWireWalk> walks_;
    SegmentBuffers& buffers_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
