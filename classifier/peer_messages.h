// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/classifier.h"
#include "classifier/peer_extensions.h"
#include "classifier/peer_wire_walk.h"
#include "classifier/segment_buffer.h"

namespace sluice {

// Reads one direction's messages from bytes in sequence: counts them, notes what they say of who
// sends them, and checks that they may stand where they do. Blocks are passed over by length. The
// content of some is read, even if it is split over segments: a bitfield as it comes, and of the
// extensions' messages those that fit a SegmentBuffer; longer ones only if a segment has them
// whole.
class PeerMessages {
 public:
    PeerMessages(SegmentBuffers& buffers, LearntEndpoints& endpoints, Classifier::Counts& counts)
        : buffers_(buffers), extensions_(endpoints), counts_(counts) {}

    // Bytes that begin at the stream's next, of which in_hand is what a capture kept.
    void read(PeerWireWalk& walk, const WalkContext& context, Bytes in_hand, uint32_t wire_bytes);
    // Bytes were missed.
    void lose(PeerWireWalk& walk, Direction direction);
    // What was collected returns to its pool.
    void drop_content(WalkedStream& stream);

 private:
    struct Cursor;   // what is left of the bytes being read
    struct Reading;  // whose they are

    bool read_handshake(const Reading& reading, Cursor& cursor);
    bool read_header(const Reading& reading, Cursor& cursor);
    bool begin_message(const Reading& reading, const MessageHeader& header, uint8_t extended_id,
                       Bytes payload);
    void read_content(const Reading& reading, Cursor& cursor);
    bool take_content(const Reading& reading, Bytes bytes);
    bool collect(const Reading& reading, Bytes bytes);
    bool resume(const Reading& reading, Cursor& cursor);

    SegmentBuffers& buffers_;
    PeerExtensions extensions_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
