// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/answers/resets_beside_path.h"
#include "dataplane/packet.h"
#include "dataplane/rule_counters.h"
#include "dataplane/worker.h"

namespace sluice {

// Parts of act. Every packet is of a flow, whose decision for its direction is given.

// One more packet that the rule did that to.
void count_deed(const Packet& packet, const CachedDecision& decision, RuleDeed deed,
                Worker& worker);

// Of a decision that stops packets: drops it, and answers it where the rule says so. False if it
// goes on all the same: what an end resets itself, and what comes before anybody is known to be
// there to be reset.
bool stop(Packet& packet, const CachedDecision& decision, Worker& worker, uint64_t now_ns);

// The same on a tap, but for the dropping; resets are sent later.
void answer_beside_path(Packet& packet, const CachedDecision& decision, Worker& worker,
                        ResetsBesidePath& resets, uint64_t now_ns);

// False if it was over its rule's rate, and is dropped.
bool police(Packet& packet, const CachedDecision& decision, Worker& worker, uint64_t now_ns);

// What the flow's rule in shadow would have done to it.
void count_shadow(const Packet& packet, Worker& worker, uint64_t now_ns);

}  // namespace sluice
