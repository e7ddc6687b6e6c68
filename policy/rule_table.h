// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "classifier/attributes.h"
#include "policy/link_capacity.h"
#include "policy/names.h"
#include "policy/policy.h"
#include "policy/schedules.h"
#include "policy/snapshot.h"

namespace sluice {

// The numbers by which flows know what matches name.
struct MatchNumbers {
    PolicyNames& names;
    std::span<const LinkCapacity> links;
    Schedules& schedules;
    const TimeZones& time_zones;
};

// Finds the first match of a list. Each thing that matches look at has a table from its value to
// a bit vector, a bit per match that accepts the value (Lakshman and Stiliadis, SIGCOMM 1998);
// the vectors are ANDed, led by a summary bit per 64 matches (Baboescu and Varghese, SIGCOMM
// 2001). Values that the same matches accept share one vector; what no match looks at costs
// nothing.
class RuleTable {
 public:
    static constexpr uint32_t kNoMatch = UINT32_MAX;

    // Throws NamesExhausted.
    RuleTable(const std::vector<const Match*>& matches, const MatchNumbers& numbers);
    ~RuleTable();
    RuleTable(RuleTable&&) noexcept;

    // The first that matches, by Direction.
    std::array<uint32_t, kDirectionCount> first_match(const FlowFacts& facts) const;

    size_t memory_bytes() const;

 private:
    struct Impl;
    std::unique_ptr<const Impl> impl_;
};

}  // namespace sluice
