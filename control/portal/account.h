// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "control/portal/asker.h"
#include "control/portal/line_congestion.h"

namespace sluice {

// What a subscriber is told, as usage.proto has it. Bytes are the IP layer's; times are Unix
// seconds.
struct QueueEffects {
    uint64_t dropped_packets = 0;
    uint64_t dropped_bytes = 0;
    uint64_t ce_marked_packets = 0;
    uint64_t ce_marked_bytes = 0;

    bool any() const { return dropped_packets != 0 || ce_marked_packets != 0; }
};

struct UsageByKind {
    std::string direction;      // "up" or "down"
    std::string label;          // the root of the label's branch
    std::string service_class;  // RFC 4594's name
    uint64_t packets = 0;
    uint64_t bytes = 0;
    QueueEffects queues = {};
};

struct TierAllowance {
    uint64_t bytes = 0;
    std::string counts;  // "both", "up" or "down"
    uint64_t used_bytes = 0;
};

struct BillingPeriod {
    int64_t begin = 0;
    int64_t end = 0;
    uint64_t up_bytes = 0;
    uint64_t down_bytes = 0;
    std::vector<UsageByKind> kinds;
    std::optional<TierAllowance> allowance;
    QueueEffects up_queues;
    QueueEffects down_queues;
};

// What a rule did in the last day.
struct RuleTouch {
    std::string rule;
    std::string label;      // as above
    std::string direction;  // "up" or "down"
    std::string effect;     // "dropped", "over_rate" or "marked"
    uint64_t packets = 0;
    uint64_t bytes = 0;
    int64_t last = 0;
};

struct KeptUsage {
    int64_t as_of = 0;
    std::vector<BillingPeriod> periods;  // newest first
    std::vector<RuleTouch> touches;      // most bytes first
};

struct Account {
    std::string id;
    std::string tier;  // empty: none
    Asker seen_as;
    std::optional<KeptUsage> usage;  // not there: the box keeps none of this subscriber
    std::optional<LineCongestion> congestion = {};  // not there: the box manages none
};

enum class NoAccount : uint8_t {
    nobody,       // no subscriber of ours has this address and port
    port_needed,  // without the port it cannot be told whose it is
    unavailable,  // the daemon does not answer
};

using AccountAnswer = std::variant<Account, NoAccount>;

}  // namespace sluice
