// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "classifier/classifier.h"
#include "classifier/peer_description.h"
#include "classifier/peer_messages.h"
#include "classifier/peer_wire_walk.h"
#include "classifier/segment_buffer.h"
#include "classifier/slot_pool.h"

namespace sluice {

// Reads the messages of recognised flows at a bounded cost per packet: piece payloads are passed
// over by length. Retransmissions are ignored, segments out of order are held while there are
// buffers, and after a gap reading goes on only from a certain message boundary.
class PeerWireWalker {
 public:
    PeerWireWalker(uint32_t flows, SegmentBuffers& buffers, LearntEndpoints& endpoints,
                   Classifier::Counts& counts)
        : walks_(flows),
          buffers_(buffers),
          messages_(buffers, endpoints, counts),
          counts_(counts) {}

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

    // Of the direction's stream an unknown number of bytes is missing before those to come, as of
    // uTP, whose packets have numbers but no place in the stream.
    void miss(uint32_t walk, Direction direction);

    PeerRole role(uint32_t walk, Direction end);
    PeerDescription describe(uint32_t walk);

    uint32_t in_use() const { return walks_.in_use(); }
    size_t memory_bytes() const { return walks_.memory_bytes(); }

 private:
    void observe_out_of_step(PeerWireWalk& walk, const Segment& segment);
    void read_held(PeerWireWalk& walk, const WalkContext& context);
    bool hold(WalkedStream& stream, const Segment& segment);
    void give_up_waiting(PeerWireWalk& walk, const WalkContext& context);

    SlotPool<PeerWireWalk> walks_;
    SegmentBuffers& buffers_;
    PeerMessages messages_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
