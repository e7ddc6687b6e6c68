// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "classifier/label.h"
#include "dataplane/flow.h"
#include "dataplane/packet.h"
#include "dataplane/peer_report.h"
#include "dataplane/rule_counters.h"

namespace sluice {

// A flow as it was when it ended, or when the captures did.
struct ReplayedFlow {
    FlowKey key;
    Verdict verdict;
    bool encrypted = false;
    std::array<uint64_t, kDirectionCount> packets{};
    std::array<uint64_t, kDirectionCount> ip_bytes{};
    uint64_t first_seen_ns = 0;  // since 1970
    uint64_t last_seen_ns = 0;   // to the millisecond
    // What was decided at the end: Decision::kNoRule, kNeverTouch or into Totals::rules.
    std::array<uint32_t, kDirectionCount> rule{Decision::kNoRule, Decision::kNoRule};
    std::array<uint32_t, kDirectionCount> shadow_rule{Decision::kNoRule, Decision::kNoRule};
    // In the list, of a flow whose messages were read.
    std::optional<PeerReport> peers = std::nullopt;
};

struct DeedRow {
    uint64_t packets = 0;  // of RuleDeed::decided: flows
    uint64_t ip_bytes = 0;
};

// What a rule of the policy did, and what it would have done in shadow.
struct RuleRow {
    std::string rule;
    bool shadow = false;
    std::array<DeedRow, kRuleDeedCount> did{};
    std::array<DeedRow, kRuleDeedCount> would_have{};
};

struct LabelRow {
    Verdict verdict;
    uint64_t flows = 0;
    uint64_t packets = 0;
    uint64_t ip_bytes = 0;
};

// What a replay found. Bytes are of the wire, whatever the snap length, unless named IP-layer.
struct Totals {
    uint64_t packets = 0;
    uint64_t bytes = 0;
    uint64_t flows = 0;
    uint64_t first_ns = 0;  // since 1970
    uint64_t last_ns = 0;
    std::array<uint64_t, kDropReasonCount> drops{};
    std::array<uint64_t, kOddityCount> oddities{};
    std::vector<RuleRow> rules;           // all of the policy's, in its order
    std::vector<ReplayedFlow> flow_list;  // by the time they began; empty unless asked for

    void add_flow(const ReplayedFlow& flow);
    // Most bytes first.
    std::vector<LabelRow> labels() const;

 private:
    std::array<std::array<LabelRow, kGradeCount>, kLabelCount> by_verdict_{};
};

}  // namespace sluice
