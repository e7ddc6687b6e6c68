// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "classifier/candidate_scanner.h"
#include "classifier/classifier.h"
#include "classifier/learnt_endpoints.h"
#include "classifier/learnt_names.h"
#include "classifier/peer_pairs.h"
#include "classifier/peer_wire_walker.h"
#include "classifier/segment_buffer.h"

namespace sluice {

// What the inspectors of one classifier share.
struct InspectorParts {
    CandidateScanner& scanner;
    Beginnings& beginnings;  // of undecided streams
    SegmentBuffers& held;    // of walked ones: what came too early
    PeerWireWalker& walker;
    LearntEndpoints& endpoints;
    PeerPairs& peer_pairs;
    LearntNames& tracker_names;
    Classifier::Counts& counts;
};

}  // namespace sluice
