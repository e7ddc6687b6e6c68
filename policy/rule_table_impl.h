// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "policy/bit_vectors.h"
#include "policy/conditions.h"
#include "policy/rule_dimensions.h"
#include "policy/rule_table.h"

namespace sluice {

// What a rule table is made of: the vectors' numbers, by what a flow may be. What is empty, or not
// used(), no match looks at.
struct RuleTable::Impl {
    static constexpr size_t kConditionMasks = 16;  // what Conditions::of() may be

    Impl(const std::vector<const Match*>& matches, const MatchNumbers& numbers);

    static constexpr size_t verdict_index(Verdict verdict) {
        return static_cast<size_t>(verdict.label) * kGradeCount +
               static_cast<size_t>(verdict.grade);
    }

    // The vectors that a flow's match has to be in, and those of which it has to be in one.
    struct Criteria;
    Criteria criteria_of(const FlowFacts& facts) const;

    BitVectors vectors;
    size_t count;
    // By what is so of the subscriber in that direction.
    std::array<std::array<uint32_t, kConditionMasks>, kDirectionCount> directions{};
    std::vector<uint32_t> verdicts;
    std::vector<uint32_t> protocols;
    std::vector<uint32_t> roles;
    std::vector<uint32_t> links;  // the last: of none that the box has
    std::vector<uint32_t> tiers;
    std::vector<uint32_t> groups;
    PortDimension subscriber_port;
    PortDimension remote_port;
    PortDimension port;
    PrefixDimension subscriber_prefix;
    PrefixDimension remote_prefix;
    PrefixDimension prefix;
    BoundDimension ip_bytes;
    BoundDimension age_ns;
    BoundDimension connections;
    WishDimension messages;
    WishDimension schedules;

 private:
    void index_directions(const std::vector<const Match*>& matches);
    void index_what_it_is(const std::vector<const Match*>& matches);
    void index_links(const std::vector<const Match*>& matches,
                     std::span<const LinkCapacity> box_links);
};

}  // namespace sluice
