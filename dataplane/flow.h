// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"
#include "classifier/classifier.h"
#include "dataplane/flow_key.h"
#include "dataplane/service_class.h"
#include "policy/conditions.h"
#include "policy/locality/locality.h"
#include "policy/policer.h"
#include "policy/snapshot.h"
#include "policy/subscriber_ref.h"

namespace sluice {

// What a flow does to its packets in one direction, cached from the snapshot.
struct CachedDecision {
    enum Does : uint8_t {
        kDrop = 1 << 0,
        kMark = 1 << 1,
        kShape = 1 << 2,  // as the rule says
        kReset = 1 << 3,  // whom: FlowEnforcement
        kRefuse = 1 << 4,
        kShadow = 1 << 5,     // a rule in shadow matches, too: FlowEnforcement
        kMarkInner = 1 << 6,  // as kMark, the innermost header; kMark alone: the outermost
        // The flow is beyond its rule's cap: what is dropped, reset or refused is for that, and
        // nothing else that the rule says is done.
        kBeyondCap = 1 << 7,
    };

    uint32_t rule = Decision::kNoRule;
    uint32_t bucket = Policer::kNoBucket;
    uint8_t does = 0;  // bits of Does
    uint8_t dscp = 0;
    uint16_t rule_number = 0;  // see Snapshot::rule_number(); 0: no rule's

    bool drops() const { return (does & kDrop) != 0; }
    bool marks() const { return (does & (kMark | kMarkInner)) != 0; }
    bool shapes() const { return (does & kShape) != 0; }
    bool resets() const { return (does & kReset) != 0; }
    bool refuses() const { return (does & kRefuse) != 0; }
    // Nothing but an answer goes on from here.
    bool answers() const { return resets() || refuses(); }
    // Packets end here, most of them.
    bool stops() const { return (does & (kDrop | kReset | kRefuse)) != 0; }
    bool has_shadow() const { return (does & kShadow) != 0; }
    bool is_beyond_cap() const { return (does & kBeyondCap) != 0; }
};
static_assert(sizeof(CachedDecision) == 12);

// What a flow that rules reset, refuse, cap or watch in shadow keeps; written by those alone, by
// answers/followed.cc while some rule resets, and while flows are counted or roles are asked for.
struct FlowEnforcement {
    // By the direction of who sends, and with their flags alone. TCP: the number after the last
    // byte that was seen to pass, and the last acknowledgement. uTP, of the last packet: its
    // connection id above its number, and its acknowledgement.
    std::array<uint32_t, kDirectionCount> next_sequence{};
    std::array<uint32_t, kDirectionCount> acknowledged{};
    std::array<uint32_t, kDirectionCount> shadow_rule{Decision::kNoRule, Decision::kNoRule};
    std::array<uint32_t, kDirectionCount> shadow_bucket{Policer::kNoBucket, Policer::kNoBucket};
    // Its places in ConnectionCaps: of the direction's rule, or of the one in shadow. Where both
    // directions have the same, it is the first's.
    std::array<uint32_t, kDirectionCount> cap_slot{UINT32_MAX, UINT32_MAX};
    // What its messages have told of it so far, while rules ask: see peer_facts.cc.
    std::array<uint32_t, kDirectionCount> conduct{};
    uint32_t counted_in = UINT32_MAX;            // a place in SubscriberFlows
    uint32_t answered_ms = 0;                    // when the last answers were sent
    uint16_t answers = 0;                        // so many so far
    std::array<uint8_t, kDirectionCount> ttl{};  // of the last packet that way; IPv6: hop limit
    uint8_t flags = 0;
    ResetEnds reset = ResetEnds::none;
    // Worker::localities_number that Flow::locality is of: nothing of rules, here for the room.
    uint16_t located_by = 0;

    enum Flag : uint8_t {
        kKnownUp = 1 << 0,  // next_sequence and the others of that direction are known
        kKnownDown = 1 << 1,
        kEnforced = 1 << 2,        // it was reset or refused once, and is counted
        kAcknowledgedUp = 1 << 3,  // acknowledged of that direction is known
        kAcknowledgedDown = 1 << 4,
        kShadowBeyondCapUp = 1 << 5,  // as CachedDecision::kBeyondCap, for the rule in shadow
        kShadowBeyondCapDown = 1 << 6,
    };
    static constexpr uint8_t shadow_beyond_cap(Direction direction) {
        return direction == Direction::up ? kShadowBeyondCapUp : kShadowBeyondCapDown;
    }
    bool is_shadow_beyond_cap(Direction direction) const {
        return (flags & shadow_beyond_cap(direction)) != 0;
    }
};
static_assert(sizeof(FlowEnforcement) <= 64);

// Of Flow::id.
inline constexpr int kFlowIdWorkerShift = 56;

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
    uint32_t snapshot = 0;      // Worker::decision_round of its decision; 0: none; or kLookAgain
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
    bool in_table : 1 = false;
    bool shunted : 1 = false;  // it has a place of Shunt's, and packets that no worker sees
    Locality locality : 6 = Locality::unknown;  // of its remote end
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

    // The fourth: see there.
    FlowEnforcement enforcement;

    // No round's: whose the flow is may have changed.
    static constexpr uint32_t kLookAgain = UINT32_MAX;
};
static_assert(sizeof(Flow) == 256, "four cache lines");

}  // namespace sluice
