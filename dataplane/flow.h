// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/classifier.h"
#include "dataplane/flow_key.h"
#include "dataplane/service_class.h"
#include "policy/conditions.h"
#include "policy/policer.h"
#include "policy/snapshot.h"
#include "policy/subscriber_ref.h"

namespace sluice {

// What a flow does to its packets in one direction, cached from the snapshot.
struct CachedDecision {
    uint32_t rule = Decision::kNoRule;
    uint32_t bucket = Policer::kNoBucket;
    bool drop = false;
    bool mark = false;
    uint8_t dscp = 0;
    bool shape = false;  // as the rule says
};

enum class FlowState : uint8_t {
    opening,      // seen one way only
    established,  // seen both ways
    closing,      // TCP: FIN both ways, or RST
};

// One flow, in the table of the worker that owns its subscriber. The first two cache lines are all
// that a packet of a settled flow touches.
struct alignas(64) Flow {
    FlowKey key;                // 40
    uint32_t last_seen_ms = 0;  // of the worker's clock; wraps
    uint32_t snapshot = 0;      // number that the decision was made with; 0: none; or kLookAgain
    std::array<CachedDecision, kDirectionCount> decision;  // 24
    FlowInspection inspection;                             // 16
    std::array<uint32_t, kDirectionCount> packets{};       // 8
    std::array<uint64_t, kDirectionCount> ip_bytes{};      // 16
    FlowState state = FlowState::opening;
    uint8_t seen = 0;   // bit per direction: any packet; FIN
    uint16_t port = 0;  // access port that it was last seen on
    // Whose it is, and since when that has not changed: what every sweep compares.
    uint32_t subscriber_record = SubscriberRef::kNobody;
    uint32_t subscriber_generation = 0;
    bool in_table = false;
    Conditions conditions;  // of its subscriber, that the decision was made with
    // By the DSCP that its packets leave with.
    std::array<ServiceClass, kDirectionCount> service_class{};

    // The third line: touched when a flow is made, decided, settled or ends, and when it loses a
    // packet.
    alignas(64) uint64_t id = 0;  // unique in this run: worker in the top 8 bits
    uint64_t first_seen_ns = 0;
    uint32_t wheel_next = 0;  // the timing wheel's list, by index + 1
    uint32_t wheel_previous = 0;
    uint32_t wheel_slot = 0;
    uint32_t table_hash = 0;
    uint32_t next_free = 0;  // the table's list of unused places
    // Of packets and ip_bytes: what UsageMeter has accounted for, or did not leave.
    std::array<uint32_t, kDirectionCount> settled_packets{};
    uint32_t decided_by = 0;  // number of the snapshot that decision is of
    std::array<uint64_t, kDirectionCount> settled_ip_bytes{};

    // A snapshot's number: whose the flow is may have changed.
    static constexpr uint32_t kLookAgain = UINT32_MAX;
};
static_assert(sizeof(Flow) == 192, "three cache lines");

}  // namespace sluice
