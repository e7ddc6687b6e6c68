// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "classifier/counter.h"
#include "classifier/label.h"
#include "dataplane/flow.h"
#include "dataplane/flow_key.h"
#include "dataplane/rule_counters.h"
#include "dataplane/spsc_ring.h"

namespace sluice {

// A flow that a rule cut off, as an example of many.
struct EnforcementSample {
    FlowKey key;
    uint64_t flow_id = 0;
    uint32_t subscriber_record = SubscriberRef::kNobody;
    uint16_t rule_number = 0;  // see Snapshot::rule_number()
    RuleDeed deed = RuleDeed::reset;
    Verdict verdict;
};
static_assert(sizeof(EnforcementSample) <= 64);

// What one worker counts of them; anyone may read.
struct EnforcementSampleCounts {
    Counter taken;
    Counter lost;  // nobody took them fast enough
};

// Examples of what one worker's rules reset, refuse and cap, on their way to the audit log. How
// many there were is in the rules' counters: a flood of them costs a worker here no more than a
// look at the clock.
class EnforcementSamples {
 public:
    static constexpr size_t kCapacity = 256;
    static constexpr uint32_t kEachMs = 500;  // of a rule at most one within that

    // The worker's: of any packet of such a flow.
    void offer(const Flow& flow, uint16_t rule_number, RuleDeed deed, uint64_t now_ns);

    // One other thread's. How many were put into the front of samples.
    size_t take(std::span<EnforcementSample> samples) { return ring_.pop(samples); }

    const EnforcementSampleCounts& counts() const { return counts_; }
    static constexpr size_t memory_bytes() { return kCapacity * sizeof(EnforcementSample); }

 private:
    static constexpr size_t kSlots = 64;  // rules that share one wait for each other

    SpscRing<EnforcementSample> ring_{kCapacity};
    std::array<uint32_t, kSlots> next_ms_{};
    EnforcementSampleCounts counts_;
};

}  // namespace sluice
