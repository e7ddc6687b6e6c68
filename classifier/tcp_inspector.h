// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/candidate_scanner.h"
#include "classifier/classifier.h"
#include "classifier/peer_wire_walker.h"
#include "classifier/segment_buffer.h"
#include "classifier/slot_pool.h"

namespace sluice {

// Recognises TCP flows by how their streams begin. Flows whose first segment settles a direction
// take no state; the others keep the beginning of the stream until it is decided.
class TcpInspector {
 public:
    TcpInspector(const Classifier::Settings& settings, CandidateScanner& scanner,
                 SegmentBuffers& buffers, PeerWireWalker& walker, Classifier::Counts& counts)
        : settings_(settings),
          undecided_(settings.undecided_flows),
          scanner_(scanner),
          buffers_(buffers),
          walker_(walker),
          counts_(counts) {}

    // Streams of the scanner that it uses, beside the probe.
    static uint32_t streams(const Classifier::Settings& settings) {
        return settings.undecided_flows * static_cast<uint32_t>(kDirectionCount);
    }

    // Looks at a segment of a flow that is not settled. True if the verdict rose.
    bool observe(FlowInspection& flow, const Segment& segment);
    void forget(FlowInspection& flow);

    uint32_t in_use() const { return undecided_.in_use(); }
    size_t memory_bytes() const { return undecided_.memory_bytes(); }

 private:
    // One direction of an undecided flow, its start known once progress is opened or pending.
    struct Stream {
        uint32_t start = 0;       // sequence number of the first byte
        uint32_t scanned = 0;     // bytes from there that were scanned
        uint32_t window = 0;      // handle of the buffer that holds them and what came early
        uint32_t candidates = 0;  // signatures that hit
    };
    struct Undecided {
        Stream streams[kDirectionCount];
    };
    enum class Finding : uint8_t { open, excluded, peer, http_tracker };

    Finding judge(Bytes stream, size_t carried, uint32_t candidates) const;
    bool begin_stream(FlowInspection& flow, const Segment& segment);
    bool continue_stream(FlowInspection& flow, const Segment& segment);
    bool conclude(FlowInspection& flow, Finding finding, const Segment& segment);
    void recognise_peer(FlowInspection& flow, const Segment& segment);
    void hand_over(uint32_t walk, Direction direction, const Stream& stream, uint32_t time_us);

    bool take_state(FlowInspection& flow);
    bool take_window(FlowInspection& flow, size_t direction, uint32_t start);
    uint32_t& start_of(FlowInspection& flow, size_t direction);
    void drop_state(FlowInspection& flow);
    void settle(FlowInspection& flow, uint32_t walk);
    void exclude(FlowInspection& flow, size_t direction);
    void spend_packet(FlowInspection& flow, size_t direction);
    uint32_t stream_number(const FlowInspection& flow, size_t direction) const;

    Classifier::Settings settings_;
    SlotPool<Undecided> undecided_;
    CandidateScanner& scanner_;
    SegmentBuffers& buffers_;
    PeerWireWalker& walker_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
