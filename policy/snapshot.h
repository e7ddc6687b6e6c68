// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "classifier/attributes.h"
#include "classifier/label.h"
#include "policy/address.h"
#include "policy/policy.h"
#include "policy/subscriber_end.h"

namespace sluice {

// Whose a packet is. Found by address and port once per flow, then kept in the flow.
struct SubscriberRef {
    static constexpr uint32_t kNobody = UINT32_MAX;

    uint32_t index = kNobody;  // into this snapshot's subscribers
    uint32_t owner = 0;  // which worker's it is, see owner_of(); all who share an address: one's
    uint64_t key = 0;    // the same in every snapshot; of nobody known: of the /32 or /64
    uint16_t tier = 0;   // 0: none
    uint16_t group = 0;  // 0: none

    friend bool operator==(const SubscriberRef&, const SubscriberRef&) = default;
};

// What deciding looks at, all of it the same for every packet of the flow until its label moves.
struct FlowFacts {
    Verdict verdict;
    uint8_t protocol = 0;
    uint16_t subscriber_port = 0;  // host order; 0 where the protocol has none
    uint16_t remote_port = 0;
    IpAddress subscriber_address;
    IpAddress remote_address;
    SubscriberRef subscriber;
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
};

// The operator's policy compiled: immutable, shared by all workers, replaced as a whole
// (design decision 6). Reading it allocates nothing and takes no lock.
class Snapshot {
 public:
    // number: distinct for every snapshot published; flows compare it to know that they must
    // decide again. The policy must have been validated; a mistake in it is an assertion.
    static std::shared_ptr<const Snapshot> compile(Policy policy, uint64_t revision,
                                                   uint32_t number);
    ~Snapshot();

    uint64_t revision() const;
    uint32_t number() const;
    const Policy& policy() const;

    // Of those who share an address the port tells who; the owner is the same for all its ports.
    SubscriberRef find_subscriber(const SubscriberEnd& end) const;
    // The same of many, whose memory is under way side by side: as many found as ends.
    void find_subscribers(std::span<const SubscriberEnd> ends,
                          std::span<SubscriberRef> found) const;

    // What SubscriberRef::key is of this one of the policy's subscribers.
    uint64_t key_of(const Subscriber& subscriber) const;

    // At most 1 us, for 10,000 rules too. Index by Direction.
    std::array<Decision, kDirectionCount> decide(const FlowFacts& facts) const;

    size_t memory_bytes() const;

 private:
    struct Impl;
    explicit Snapshot(std::unique_ptr<const Impl> impl);
    std::unique_ptr<const Impl> impl_;
};

// Which worker owns a subscriber. A change of policy moves nobody, but for who comes to share an
// address.
constexpr uint32_t owner_of(const SubscriberRef& subscriber, uint32_t workers) {
    return static_cast<uint32_t>(uint64_t{subscriber.owner} * workers >> 32);
}

}  // namespace sluice
