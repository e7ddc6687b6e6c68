// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "policy/policy.h"

namespace sluice {

// What a policy's decisions depend on that moves in the life of a flow, beside its label and whose
// it is: when a flow has to decide again.
struct Dependencies {
    bool conditions = false;  // of the subscriber
    bool role = false;        // or the messages that were read
    bool time = false;        // age, connections: look once a second
    bool schedules = false;
    // Some rule resets or refuses, not only in shadow: sequence numbers are worth following.
    bool resets = false;
    bool caps = false;         // some rule has a cap
    bool flow_counts = false;  // of subscribers: there are limits, or rules ask for connections
    // A flow that comes to have more than one of these; ascending.
    std::vector<uint64_t> ip_bytes = {};
};

Dependencies dependencies_of(const Policy& policy);

}  // namespace sluice
