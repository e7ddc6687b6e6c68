// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "classifier/endpoint_evidence.h"
#include "classifier/fan_out.h"
#include "classifier/finding.h"
#include "classifier/inspector_parts.h"
#include "classifier/signalling.h"
#include "classifier/tracker_names.h"
#include "classifier/undecided_streams.h"

namespace sluice {

// Recognises TCP flows by how their streams begin, and, while the budget lasts, by what lies within
// them. Flows whose first segment decides take no state; the others keep the beginnings of their
// streams until they are decided.
class TcpInspector {
 public:
    TcpInspector(const Classifier::Settings& settings, const InspectorParts& parts)
        : settings_(settings),
          undecided_(settings.undecided_flows, parts.beginnings, parts.counts),
          scanner_(parts.scanner),
          beginnings_(parts.beginnings),
          walker_(parts.walker),
          evidence_(parts.endpoints, parts.peer_pairs),
          fan_out_(kFanOutSubscribers, settings.hash_seed),
          signalling_(parts.endpoints, parts.tracker_names, parts.counts),
          listed_trackers_(TrackerNames::built_in()),
          learnt_trackers_(parts.tracker_names),
          counts_(parts.counts) {}

    // Looks at a segment of a flow that is not settled, or watched.
    void observe(FlowInspection& flow, const Segment& segment);
    // The flow ends: what its ends are known for by now may say what it was.
    void conclude(FlowInspection& flow, const Segment& last);
    void forget(FlowInspection& flow) { undecided_.drop(flow); }

    uint32_t in_use() const { return undecided_.in_use(); }
    size_t memory_bytes() const { return undecided_.memory_bytes() + fan_out_.memory_bytes(); }

 private:
    static constexpr uint32_t kFanOutSubscribers = 4'096;  // at a time; 24 bytes each

    // tcp_inspector.cc: how a stream begins.
    void note_opening(FlowInspection& flow, const Segment& segment);
    void begin_stream(FlowInspection& flow, const Segment& segment);
    void continue_stream(FlowInspection& flow, const Segment& segment);
    bool is_worth_judging(const UndecidedStreams::Stream& stream, Bytes whole) const;
    bool follows_opening(FlowInspection& flow, const Segment& data);
    Finding judge(Bytes stream, size_t carried);
    void act_on(FlowInspection& flow, const Finding& finding, const Segment& segment,
                const Segment& beginning);
    void accept(FlowInspection& flow, const Finding& finding, const Segment& segment,
                const Segment& beginning);
    void close_beginning(FlowInspection& flow, const Segment& beginning);
    bool is_tracker(std::string_view server_name, uint32_t now_s) const;
    bool is_other(const FlowInspection& flow, const Segment& beginning) const;
    uint32_t& start_of(FlowInspection& flow, size_t direction);
    void settle(FlowInspection& flow);

    // tcp_within.cc: what comes behind the beginning.
    void look_within(FlowInspection& flow, const Segment& segment);
    void look_at_message(FlowInspection& flow, const Segment& segment);
    std::optional<size_t> find_apart(const Segment& beginning, const Segment& segment);
    void begin_again(FlowInspection& flow, const Segment& segment, size_t offset);
    bool is_framed(FlowInspection& flow, const Segment& segment);
    bool take_by_ends(FlowInspection& flow, const Segment& segment);
    bool is_widespread_ciphertext(const FlowInspection& flow, const Segment& segment);
    void follow_exchange(FlowInspection& flow, const Segment& segment);
    bool lacks_beginning(const FlowInspection& flow, Direction direction);
    void join(FlowInspection& flow);
    void spend_packet(FlowInspection& flow, const Segment& segment);
    void watch(FlowInspection& flow, const Segment& segment);

    // tcp_proxy.cc: a stream inside another.
    void begin_negotiation(FlowInspection& flow, const Finding& finding, const Segment& segment);
    void negotiate(FlowInspection& flow, const Segment& segment);
    void enter_tunnel(FlowInspection& flow, const Segment& segment,
                      std::array<size_t, kDirectionCount> passed);
    Bytes contiguous(const FlowInspection& flow, Direction direction);

    // tcp_peer.cc: the flow is peer wire.
    void recognise_peer(FlowInspection& flow, const Segment& segment);
    void hand_over(uint32_t walk, Direction direction, const UndecidedStreams::Stream& stream,
                   const Segment& segment);

    Classifier::Settings settings_;
    UndecidedStreams undecided_;
    CandidateScanner& scanner_;
    Beginnings& beginnings_;
    PeerWireWalker& walker_;
    EndpointEvidence evidence_;
    FanOut fan_out_;
    Signalling signalling_;
    const TrackerNames& listed_trackers_;
    const LearntNames& learnt_trackers_;
    Classifier::Counts& counts_;
};

// Who sent the first SYN is known.
constexpr bool opened(const FlowInspection& flow) {
    return (flow.flags & (FlowInspection::kOpenedUp | FlowInspection::kOpenedDown)) != 0;
}
// As if it had been picked up in its middle.
constexpr void forget_opening(FlowInspection& flow) {
    flow.flags &= static_cast<uint8_t>(~(FlowInspection::kOpenedUp | FlowInspection::kOpenedDown));
}

}  // namespace sluice
