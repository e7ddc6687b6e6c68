// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "dataplane/publish.h"
#include "policy/snapshot.h"

namespace sluice {

struct DeedCount {
    uint64_t packets = 0;  // of RuleDeed::decided: flows
    uint64_t ip_bytes = 0;

    friend bool operator==(const DeedCount&, const DeedCount&) = default;
};
using DeedCounts = std::array<DeedCount, kRuleDeedCount>;

// What a rule did, and what it would have done while it, or all, was in shadow.
struct RuleEffect {
    DeedCounts did;
    DeedCounts would_have;

    friend bool operator==(const RuleEffect&, const RuleEffect&) = default;
};

// What rules did, over all workers. A rule's counts go on from one revision to the next by its
// name. Any thread.
class RuleEffects {
 public:
    using Workers = std::function<std::vector<WorkerReport>()>;
    using Time = std::chrono::system_clock::time_point;

    explicit RuleEffects(Workers workers, Time started = std::chrono::system_clock::now())
        : workers_(std::move(workers)), started_(started), begun_(started) {}

    // This one is about to be published: what its rules did before is not its doing.
    void begin(const Snapshot& next, Time now = std::chrono::system_clock::now());

    // Since the start, of a rule's number: see Snapshot::rule_number().
    RuleEffect of(uint16_t rule_number) const;
    // In the order of the snapshot's rules.
    std::vector<RuleEffect> since_start(const Snapshot& snapshot) const;
    // Since begin() was called last.
    std::vector<RuleEffect> since_begun(const Snapshot& snapshot) const;
    Time started() const { return started_; }
    Time begun() const;

 private:
    const Workers workers_;
    const Time started_;
    mutable std::mutex mutex_;
    Time begun_;
    std::unordered_map<uint16_t, RuleEffect> before_;  // by rule number; those that did anything
};

}  // namespace sluice
