// SPDX-License-Identifier: Apache-2.0
#include "classifier/stream_window.h"
#include "classifier/tcp_inspector.h"

namespace sluice {

using Progress = FlowInspection::Progress;
using Stage = FlowInspection::Stage;

// The walker reads both directions anew from what was kept of them, handshake included.
void TcpInspector::recognise_peer(FlowInspection& flow, const Segment& segment) {
    flow.flags &= static_cast<uint8_t>(~FlowInspection::kEncrypted);
    const bool unclear = !opened(flow);
    evidence_.confirm(segment, unclear || (flow.flags & FlowInspection::kOpenedDown) != 0,
                      unclear || (flow.flags & FlowInspection::kOpenedUp) != 0);
    const uint32_t walk = walker_.start();
    if (walk == SlotPool<PeerWireWalk>::kNone) {
        counts_.walkers_exhausted++;
        return settle(flow);
    }
    const Direction here = segment.direction;
    for (const Direction direction : {here, opposite(here)}) {
        const size_t d = static_cast<size_t>(direction);
        const Progress progress = flow.progress[d];
        if (progress == Progress::judged)
            walker_.join(walk, direction);
        else if (UndecidedStreams::held_by(flow) && progress != Progress::fresh)
            hand_over(walk, direction, undecided_.of(flow).streams[d], segment);
        else if (progress == Progress::opened)
            walker_.begin(walk, direction, flow.kept[d]);
    }
    walker_.observe(walk, segment);
    settle(flow);
    flow.stage = Stage::walked;
    flow.kept[1] = walk;
}

void TcpInspector::hand_over(uint32_t walk, Direction direction,
                             const UndecidedStreams::Stream& stream, const Segment& segment) {
    walker_.begin(walk, direction, stream.start);
    if (stream.window == SegmentBuffers::kNone)
        return;  // only its SYN was seen
    const StreamWindow window{beginnings_[stream.window]};
    Segment piece = segment;
    piece.direction = direction;
    for (auto run = window.run_after(0); !run.bytes.empty();
         run = window.run_after(run.offset + run.bytes.size())) {
        piece.payload = run.bytes;
        piece.wire_bytes = static_cast<uint32_t>(run.bytes.size());
        piece.sequence = stream.start + static_cast<uint32_t>(run.offset);
        walker_.observe(walk, piece);
    }
}

}  // namespace sluice
