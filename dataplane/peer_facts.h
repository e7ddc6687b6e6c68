// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/classifier.h"
#include "dataplane/flow.h"

namespace sluice {

// What rules ask about a flow whose messages are read.
struct PeerFacts {
    PeerRole role = PeerRole::unknown;                    // of the subscriber's end
    std::array<uint64_t, kDirectionCount> messages = {};  // that were read: bit per MessageKind
};

// Of any other flow: nothing.
PeerFacts peer_facts(const Classifier& classifier, const Flow& flow);

// After the classifier has looked at a packet of the flow's that went that way; heard: the kinds
// that it read. True if the facts are others than they were before.
bool note_conduct(const Classifier& classifier, Flow& flow, Direction direction, uint64_t heard);

}  // namespace sluice
