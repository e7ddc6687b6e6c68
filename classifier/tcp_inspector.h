// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/candidate_scanner.h"
#include "classifier/classifier.h"
#include "classifier/endpoint_evidence.h"
#include "classifier/fan_out.h"
#include "classifier/finding.h"
#include "classifier/peer_wire_walker.h"
#include "classifier/segment_buffer.h"
#include "classifier/undecided_streams.h"

namespace sluice {

// Recognises TCP flows by how their streams begin, and, while the budget lasts, by what lies within
// them. Flows whose first segment decides take no state; the others keep the beginnings of their
// streams until they are decided.
class TcpInspector {
 public:
    TcpInspector(const Classifier::Settings& settings, CandidateScanner& scanner,
                 SegmentBuffers& buffers, PeerWireWalker& walker, LearntEndpoints& endpoints,
                 Classifier::Counts& counts)
        : settings_(settings),
          undecided_(settings.undecided_flows, buffers, counts),
          scanner_(scanner),
          buffers_(buffers),
          walker_(walker),
          evidence_(endpoints),
          fan_out_(kFanOutSubscribers, settings.hash_seed),
          counts_(counts) {}

    // Looks at a segment of a flow that is not settled, or watched.
    void observe(FlowInspection& flow, const Segment& segment);
    // The flow ends: what its ends are known for by now may say what it was.
    void conclude(FlowInspection& flow, const Segment& last);
    void forget(FlowInspection& flow) { undecided_.drop(flow); }

    uint32_t in_use() const { return undecided_.in_use(); }
    size_t memory_bytes() const { return undecided_.memory_bytes() + fan_out_.memory_bytes(); }

 private:
    static constexpr uint32_t kFanOutSubscribers = 4'096;  // at a time; 24 bytes each

    Finding judge(Bytes stream, size_t carried);
    void begin_stream(FlowInspection& flow, const Segment& segment);
    void continue_stream(FlowInspection& flow, const Segment& segment);
    void begin_again(FlowInspection& flow, const Segment& segment, size_t offset);
    void accept(FlowInspection& flow, const Finding& finding, const Segment& segment);
    void close_beginning(FlowInspection& flow, const Segment& segment);
    void look_within(FlowInspection& flow, const Segment& segment);
    bool is_framed(FlowInspection& flow, const Segment& segment);
    bool is_known_ciphertext(const FlowInspection& flow, const Segment& segment) const;
    void follow_exchange(FlowInspection& flow, const Segment& segment);
    bool is_widespread_ciphertext(const FlowInspection& flow, const Segment& segment);
    void watch(FlowInspection& flow, const Segment& segment);

    void recognise_peer(FlowInspection& flow, const Segment& segment);
    void hand_over(uint32_t walk, Direction direction, const UndecidedStreams::Stream& stream,
                   const Segment& segment);
    void note_opening(FlowInspection& flow, const Segment& segment);
    uint32_t& start_of(FlowInspection& flow, size_t direction);
    void settle(FlowInspection& flow);
    void spend_packet(FlowInspection& flow, const Segment& segment);

    Classifier::Settings settings_;
    UndecidedStreams undecided_;
    CandidateScanner& scanner_;
    SegmentBuffers& buffers_;
    PeerWireWalker& walker_;
    EndpointEvidence evidence_;
    FanOut fan_out_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
