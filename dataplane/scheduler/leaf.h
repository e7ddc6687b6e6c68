// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "dataplane/scheduler/circular_list.h"
#include "dataplane/scheduler/flow_queue.h"
#include "policy/rate_bucket.h"
#include "policy/shaping.h"

namespace sluice {

// The levels of service at a gate, in the order in which they are served.
enum class ServiceLevel : uint8_t {
    guaranteed,            // service flows and minimum rates, as far as they go
    priority_best_effort,  // everybody (RFC 6057)
    best_effort,           // who was moved there, with what is left
};
inline constexpr int kServiceLevelCount = 3;

// One subscriber in one direction: its rate, and its queues. There is one as long as it has packets
// or its rate remembers some; who is idle has none.
struct alignas(64) Leaf {
    enum class State : uint8_t {
        idle,    // nothing waits, but what waits for its groups' rates
        fresh,   // in its gate's list of those that had nothing to send before
        old,     // in its gate's other list
        parked,  // waits for credit of its own
    };

    uint32_t next = kNone;  // of unused ones
    State state = State::idle;
    ServiceLevel level = ServiceLevel::priority_best_effort;  // of the list that it is in
    Direction direction = Direction::down;
    bool is_service_flow = false;  // its bucket is of the guaranteed rate, not the tier's
    uint16_t tier = 0;
    uint16_t gate = 0;      // where it waits, if it does
    uint16_t moves_to = 0;  // and from its next turn on
    int32_t deficit = 0;
    uint16_t weight = 1;
    uint16_t link = 0;
    uint32_t packets = 0;  // that wait
    uint32_t bytes = 0;
    uint32_t record = 0;      // Subscribers' number, or kNobody
    uint32_t generation = 0;  // of the record when tier and gate were looked up
    RateBucket bucket;
    uint32_t service_flow = 0;  // the rule that made it one, and the rule's tag
    uint32_t shape_tag = 0;

    // The second line: touched while something waits.
    uint64_t key = 0;
    std::array<FlowLists, kTrafficClassCount> classes;
    // How much more a class may take while the next lower one waits: the guard on strict priority.
    std::array<int16_t, kTrafficClassCount - 1> guard{};
    std::array<int16_t, kTrafficClassCount> deficit_of_class{};  // beside those of groups
    uint16_t flows = 0;                                          // queues that there are
    uint32_t groups = kNone;     // the first of those that rules made
    uint32_t guarantee = kNone;  // of the tier's minimum rate
};
static_assert(sizeof(Leaf) == 128, "two cache lines");

// What a rule holds to a rate of its own, or gives a weight, within one leaf.
struct alignas(64) Group {
    uint64_t rule_key = 0;
    uint32_t next = kNone;  // of the leaf's, or of unused ones
    uint32_t quantum = 0;   // beside that of the rest of the class, a full packet
    FlowLists flows;
    RateBucket bucket;
    Rate rate;
    int32_t deficit = 0;
    TrafficClass traffic_class = TrafficClass::standard;
    bool parked = false;           // on the wheel, until its rate has credit
    uint32_t next_parked = kNone;  // there
    uint32_t leaf = kNone;
};

// A tier's minimum rate: it stands among its gate's guaranteed, as long as it has credit and its
// leaf has packets, while the leaf waits for its turn beside the others.
struct alignas(64) Guarantee {
    enum class State : uint8_t { idle, waiting, parked };

    uint32_t next = kNone;  // in the gate's list, on the wheel, or of unused ones
    State state = State::idle;
    uint32_t leaf = kNone;
    uint32_t gate = 0;  // in whose list it is
    RateBucket bucket;
};

}  // namespace sluice
