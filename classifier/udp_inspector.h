// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/candidate_scanner.h"
#include "classifier/classifier.h"
#include "classifier/endpoint_evidence.h"
#include "classifier/signalling.h"
#include "classifier/slot_pool.h"
#include "classifier/tracker_exchange.h"
#include "classifier/utp_conversation.h"

namespace sluice {

// Recognises UDP flows, datagram by datagram. State is taken only by flows with a datagram that
// could be uTP, or a tracker's, and has to agree with another. What trackers and nodes say is read
// on after they are recognised, for the peers that they name.
class UdpInspector {
 public:
    UdpInspector(const Classifier::Settings& settings, CandidateScanner& scanner,
                 LearntEndpoints& endpoints, LearntNames& tracker_names, Classifier::Counts& counts)
        : settings_(settings),
          undecided_(settings.undecided_flows),
          scanner_(scanner),
          evidence_(endpoints),
          signalling_(endpoints, tracker_names, counts),
          counts_(counts) {}

    // Looks at a datagram of a flow that is not settled, or carries signalling.
    void observe(FlowInspection& flow, const Segment& segment);
    void forget(FlowInspection& flow);

    uint32_t in_use() const { return undecided_.in_use(); }
    size_t memory_bytes() const { return undecided_.memory_bytes(); }

 private:
    struct Undecided {
        UtpConversation utp;
        TrackerExchange tracker;
    };

    Verdict verify(Verifier verifier, FlowInspection& flow, const Segment& segment);
    Verdict verify_krpc(const Segment& segment);
    Verdict verify_tracker(FlowInspection& flow, const Segment& segment);
    Verdict verify_utp(FlowInspection& flow, const Segment& segment);
    bool goes_on(const FlowInspection& flow, Direction direction) const;
    Undecided* state(FlowInspection& flow);
    void settle(FlowInspection& flow);

    Classifier::Settings settings_;
    SlotPool<Undecided> undecided_;
    CandidateScanner& scanner_;
    EndpointEvidence evidence_;
    Signalling signalling_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
