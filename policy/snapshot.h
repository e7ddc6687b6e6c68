// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "classifier/attributes.h"
#include "classifier/label.h"
#include "policy/address.h"
#include "policy/conditions.h"
#include "policy/dependencies.h"
#include "policy/link_capacity.h"
#include "policy/names.h"
#include "policy/policy.h"
#include "policy/shaping_plan.h"
#include "policy/subscriber_ref.h"

namespace sluice {

// What deciding looks at, all of it the same for every packet of the flow until its label moves,
// or its subscriber's conditions do.
struct FlowFacts {
    Verdict verdict;
    uint8_t protocol = 0;
    uint16_t subscriber_port = 0;  // host order; 0 where the protocol has none
    uint16_t remote_port = 0;
    IpAddress subscriber_address;
    IpAddress remote_address;
    SubscriberRef subscriber;
    Conditions conditions = {};
    uint16_t link = 0;                  // by the links that the snapshot was compiled with
    PeerRole role = PeerRole::unknown;  // of the subscriber's end
    std::array<uint64_t, kDirectionCount> messages = {};  // that were read: bit per MessageKind
    uint64_t ip_bytes = 0;                                // both directions
    uint64_t age_ns = 0;
    uint32_t connections = 0;     // flows that the subscriber has
    uint64_t open_schedules = 0;  // see Snapshot::open_schedules()
};

// What happens to a flow's packets in one direction, ready to be acted on.
struct Decision {
    static constexpr uint32_t kNoRule = UINT32_MAX;  // nothing matched: forwarded
    static constexpr uint32_t kNeverTouch = UINT32_MAX - 1;

    uint32_t rule = kNoRule;  // into the snapshot's rules
    bool drop = false;
    bool police = false;  // the rate is the rule's
    bool mark = false;
    uint8_t dscp = 0;
    bool shape = false;  // how is the rule's
    // Of a flow one of the two at most: reset only of one that can be, else what the rule refuses.
    ResetEnds reset = ResetEnds::none;
    bool refuse = false;
    bool cap = false;  // how many is the rule's
    // The first rule in shadow that matches before the one that decides: see decision_of().
    uint32_t shadow_rule = kNoRule;
    MarkedHeaders marked_headers = MarkedHeaders::outer;  // of mark
};

// The operator's rules compiled: immutable, shared by all workers, replaced as a whole (design
// decision 6). Reading it allocates nothing and takes no lock. Whom they are about is in
// policy/subscribers.h.
class Snapshot {
 public:
    // number: distinct for every snapshot published; flows compare it to know that they must
    // decide again. The policy must have been validated; a mistake in it is an assertion. names:
    // those that the subscribers' tiers and groups are of. links: the box's, by their index.
    // Throws NamesExhausted.
    static std::shared_ptr<const Snapshot> compile(Policy policy, uint64_t revision,
                                                   uint32_t number, PolicyNames& names,
                                                   std::span<const LinkCapacity> links = {});
    ~Snapshot();

    uint64_t revision() const;
    uint32_t number() const;
    const Policy& policy() const;
    const ShapingPlan& shaping() const;

    const Dependencies& dependencies() const;

    // The schedules that are open at that time, a bit each; changes at whole minutes alone.
    uint64_t open_schedules(int64_t unix_time_s) const;

    // The rule's number among all rule names since the start, see PolicyNames: what counters of
    // rules are by. Never 0.
    uint16_t rule_number(uint32_t rule) const;
    // What a subscriber may have; of a stranger, what the default tier's may.
    const FlowLimits& limits(const SubscriberRef& subscriber) const;
    // Of a tier's number (0: none).
    const FlowLimits& limits(uint16_t tier) const;

    // At most 1 us, for 10,000 rules too. Index by Direction.
    std::array<Decision, kDirectionCount> decide(const FlowFacts& facts) const;
    // What the rule does to such a flow, whatever others do: of a rule in shadow, would do.
    Decision decision_of(uint32_t rule, uint8_t protocol, Label label) const;

    size_t memory_bytes() const;

 private:
    struct Impl;
    explicit Snapshot(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

}  // namespace sluice
