// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "classifier/attributes.h"
#include "classifier/counter.h"
#include "policy/policy.h"

namespace sluice {

// Credit of a rule whose one rate all workers share. Workers borrow it in quanta, so that a packet
// costs no shared write.
class SharedCredit;

// A worker's token buckets. All memory is taken when it is built; time is passed in.
class Policer {
 public:
    static constexpr uint32_t kNoBucket = UINT32_MAX;

    // The credit of per-rule rates is shared: every worker of one dataplane is given the same.
    Policer(uint32_t buckets, std::shared_ptr<SharedCredit> shared);
    ~Policer();

    // The bucket that a flow's direction is held to. owner_key tells apart what has a rate of its
    // own: the flow's or the subscriber's key; ignored for PoliceScope::rule. Buckets are counted
    // by reference; kNoBucket (counted) if none is left: then the packet is forwarded.
    // rule_key: the rule's.
    uint32_t acquire(const Police& police, uint64_t rule_key, uint64_t owner_key,
                     Direction direction, uint64_t now_ns);
    void release(uint32_t bucket);

    // True if the packet may pass; then its bytes (IP layer) are taken.
    bool conforms(uint32_t bucket, uint32_t ip_bytes, uint64_t now_ns);

    uint32_t in_use() const;
    uint32_t capacity() const;
    const Counter& exhausted() const;
    size_t memory_bytes() const;

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// For a policy of so many rules with PoliceScope::rule, and for its successor beside it.
std::shared_ptr<SharedCredit> make_shared_credit(uint32_t rules);
// The same as long as the rule's name is, and what it polices or shapes and how.
uint64_t rule_key(const Rule& rule);

}  // namespace sluice
