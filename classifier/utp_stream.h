// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "classifier/classifier.h"
#include "classifier/held_segments.h"
#include "classifier/peer_wire_walker.h"
#include "classifier/segment_buffer.h"
#include "classifier/wire/utp.h"

namespace sluice {

// One direction of a uTP connection on its way to the walker. Packets have numbers (BEP 29), not
// places in the stream: those are counted here.
struct UtpStream {
    HeldSegments held;
    uint32_t held_since_us = 0;
    uint32_t position = 0;  // the walker's sequence number of the next byte
    uint16_t expected = 0;  // the next packet's number
    bool begun = false;
    bool inside = false;  // the first packet seen was not the stream's first
};

static_assert(sizeof(UtpStream) == 20, "two of them are kept for each walked flow");

// Gives the walker the payloads of uTP data packets in the order of their numbers. Packets that
// come early are held, 16 at most; duplicates are dropped. A gap that stays open for two seconds of
// the packets' own time, or that too many packets wait behind, makes the walker lose its place: how
// many bytes are missing, no later packet says.
class UtpStreams {
 public:
    UtpStreams(PeerWireWalker& walker, SegmentBuffers& buffers, Classifier::Counts& counts)
        : walker_(walker), buffers_(buffers), counts_(counts) {}

    // The stream begins with this packet's number: of the side that sent the SYN, one more than
    // that had; of the other, the number in its first ST_STATE, as libutp and libtorrent do it.
    void begin(UtpStream& stream, uint32_t walk, Direction direction, uint16_t first);
    // Its first packet was not seen: it is joined at the next one.
    void join(UtpStream& stream, uint32_t walk, Direction direction);

    // A datagram with header, which is that of a data packet. Without begin() or join(), the first
    // one is taken for the stream's first.
    void observe(UtpStream& stream, uint32_t walk, const Segment& datagram,
                 const UtpHeader& header);

    // The flow is over, before the walk is ended: what is held is read as behind gaps.
    void end(UtpStream& stream, uint32_t walk, Direction direction);

 private:
    void deliver(UtpStream& stream, uint32_t walk, Segment segment);
    void deliver_held(UtpStream& stream, uint32_t walk, const Segment& context);
    bool is_held(const UtpStream& stream, uint32_t place);
    bool hold(UtpStream& stream, const Segment& segment);
    void give_up_waiting(UtpStream& stream, uint32_t walk, const Segment& context);

    PeerWireWalker& walker_;
    SegmentBuffers& buffers_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
