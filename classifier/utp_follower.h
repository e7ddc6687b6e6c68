// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "classifier/classifier.h"
#include "classifier/peer_wire_walker.h"
#include "classifier/slot_pool.h"
#include "classifier/utp_stream.h"

namespace sluice {

// Recognised uTP flows whose streams are plain peer wire: their packets, in order, go to the
// walker. A pool, by the flow's kept[0]; the walk is kept[1].
class UtpFollower {
 public:
    UtpFollower(uint32_t flows, PeerWireWalker& walker, SegmentBuffers& buffers,
                Classifier::Counts& counts)
        : flows_(flows), walker_(walker), streams_(walker, buffers, counts), counts_(counts) {}

    // The flow is walked from here on; false if there is no room for it. joined: its streams began
    // before they were seen.
    bool start(FlowInspection& flow, bool joined);
    // A datagram of such a flow.
    void observe(const FlowInspection& flow, const Segment& segment);
    void end(FlowInspection& flow);

    size_t memory_bytes() const { return flows_.memory_bytes(); }

 private:
    using Streams = std::array<UtpStream, kDirectionCount>;

    SlotPool<Streams> flows_;
    PeerWireWalker& walker_;
    UtpStreams streams_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
