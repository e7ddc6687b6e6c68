// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "classifier/counter.h"
#include "policy/lazy_array.h"

namespace sluice {

// What a rule did, or would have done in shadow.
enum class RuleDeed : uint8_t {
    decided,  // flows, each once: packets and bytes are not counted
    dropped,
    over_rate,  // dropped by its police
    marked,
    shaped,  // went through its queue's rate
    reset,   // packets that triggered an answer, or did not pass because of it
    refused,
    capped,  // of connections beyond its cap
};
inline constexpr size_t kRuleDeedCount = 8;
std::string_view name(RuleDeed deed);

struct RuleDeedCounter {
    Counter packets;  // of decided: flows
    Counter ip_bytes;
};

// What one worker's rules did since the start, by Snapshot::rule_number(). Only that worker writes;
// anyone may read. The pages of rules that do nothing are never touched.
class RuleCounters {
 public:
    static constexpr size_t kRules = 65'536;
    using OfRule = std::array<RuleDeedCounter, kRuleDeedCount>;

    // Of 0 is what no rule did.
    OfRule& of(uint16_t rule_number, bool shadow) { return rules_[index(rule_number, shadow)]; }
    const OfRule& of(uint16_t rule_number, bool shadow) const {
        return rules_[index(rule_number, shadow)];
    }

 private:
    static size_t index(uint16_t rule_number, bool shadow) {
        return size_t{rule_number} * 2 + (shadow ? 1 : 0);
    }

    LazyArray<OfRule> rules_{kRules * 2};
};

}  // namespace sluice
