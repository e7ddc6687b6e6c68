// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/aged_slot_pool.h"
#include "classifier/candidate_scanner.h"
#include "classifier/classifier.h"
#include "classifier/datagram_pairs.h"
#include "classifier/endpoint_evidence.h"
#include "classifier/inspector_parts.h"
#include "classifier/kad_ids.h"
#include "classifier/signalling.h"
#include "classifier/tracker_exchange.h"
#include "classifier/utp_conversation.h"
#include "classifier/utp_follower.h"
#include "classifier/wire/inflator.h"

namespace sluice {

// Recognises UDP flows, datagram by datagram. State is taken only by flows with a datagram that
// could be uTP, or a tracker's, and has to agree with another. What trackers and nodes say is read
// on after they are recognised, for the peers that they name.
class UdpInspector {
 public:
    UdpInspector(const Classifier::Settings& settings, const InspectorParts& parts)
        : settings_(settings),
          undecided_(settings.undecided_flows),
          scanner_(parts.scanner),
          evidence_(parts.endpoints, parts.peer_pairs),
          signalling_(parts.endpoints, parts.tracker_names, parts.counts),
          kad_ids_(kKadNodes, settings.hash_seed),
          follower_(settings.walked_flows, parts.walker, parts.held, parts.counts),
          counts_(parts.counts) {}

    // Looks at a datagram of a flow that is not settled, carries signalling, or is walked.
    void observe(FlowInspection& flow, const Segment& segment);
    void forget(FlowInspection& flow);

    uint32_t in_use() const { return undecided_.in_use(); }
    size_t memory_bytes() const {
        return undecided_.memory_bytes() + follower_.memory_bytes() + kad_ids_.memory_bytes() +
               sizeof inflator_;
    }

 private:
    static constexpr uint32_t kKadNodes = 4'096;  // 40 bytes each

    struct Undecided {
        UtpConversation utp;
        TrackerExchange tracker;
        DatagramPairs pairs;
    };

    Verdict verify(Verifier verifier, FlowInspection& flow, const Segment& segment);
    Verdict verify_krpc(const Segment& segment);
    Verdict verify_tracker(FlowInspection& flow, const Segment& segment);
    Verdict verify_utp(FlowInspection& flow, const Segment& segment);
    Verdict verify_pair(Verifier verifier, FlowInspection& flow, const Segment& segment);
    Verdict verify_lsd(const Segment& segment);
    void look_at(FlowInspection& flow, const Segment& segment);
    void learn_kad_nodes(const Segment& segment);
    void look_inside_obfuscation(FlowInspection& flow, const Segment& segment);
    void look_inside_socks(FlowInspection& flow, const Segment& segment);
    void walk_utp(FlowInspection& flow, const Segment& segment, bool joined);
    void follow_utp(FlowInspection& flow, const Segment& segment);
    void spend_packet(FlowInspection& flow, const Segment& segment);
    Undecided* state(FlowInspection& flow);
    uint32_t take_state(FlowInspection& flow);
    void give_up_state(FlowInspection& flow);
    void settle(FlowInspection& flow);

    Classifier::Settings settings_;
    AgedSlotPool<Undecided, FlowInspection*> undecided_;
    CandidateScanner& scanner_;
    EndpointEvidence evidence_;
    Signalling signalling_;
    KadIds kad_ids_;
    UtpFollower follower_;
    Inflator inflator_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
