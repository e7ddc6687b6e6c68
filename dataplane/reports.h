// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "classifier/classifier.h"
#include "classifier/learnt_endpoints.h"
#include "dataplane/configuration.h"
#include "dataplane/counters.h"
#include "dataplane/enforcement_samples.h"
#include "dataplane/flow.h"
#include "dataplane/flow_record.h"
#include "dataplane/peer_report.h"
#include "dataplane/port_role.h"
#include "dataplane/rule_counters.h"
#include "dataplane/scheduler/scheduler_counts.h"

namespace sluice {

// A flow as it was when its worker was asked.
struct FlowReport {
    uint64_t id = 0;
    FlowKey key;
    Verdict verdict;
    bool settled = false;
    bool encrypted = false;
    FlowState state = FlowState::opening;
    uint16_t port = 0;  // of any role but inject: index into Dataplane::ports()
    PerDirection<uint64_t> packets{};
    PerDirection<uint64_t> ip_bytes{};
    uint64_t age_ns = 0;
    uint64_t idle_ns = 0;
    uint32_t subscriber_record = SubscriberRef::kNobody;
    uint32_t snapshot = 0;          // that the rules below are of; 0: it has not decided yet
    PerDirection<uint32_t> rule{};  // Decision::kNoRule, kNeverTouch or an index
    PerDirection<uint32_t> shadow_rule{Decision::kNoRule, Decision::kNoRule};
    Conditions conditions;    // of its subscriber, that the rules were asked with
    bool enforced = false;    // it was reset or refused
    bool beyond_cap = false;  // of a rule on the number of connections
    uint16_t answers = 0;     // packets of it that were answered
    // Of a flow whose messages are read.
    std::optional<PeerReport> peers;
};
static_assert(sizeof(FlowReport) <= 320, "an answer may have 100,000 of them");

struct FlowFilter {
    uint64_t id = 0;  // 0: any
    bool any_label = true;
    Label label = Label::unknown;  // with any_label false: this node and all below
    Grade lowest_grade = Grade::none;
    bool any_subscriber = true;
    uint32_t subscriber_record = SubscriberRef::kNobody;
};

struct WorkerReport {
    unsigned index = 0;
    unsigned core = 0;
    const WorkerCounters* counters = nullptr;            // live, until the dataplane ends
    const Classifier::Counts* classifier = nullptr;      // live
    const LearntEndpoints::Counts* endpoints = nullptr;  // live
    const FlowRecordCounts* flow_records = nullptr;      // live; null if none are wanted
    const SchedulerCounts* scheduler = nullptr;          // live; null if nothing ever waits
    const RuleCounters* rules = nullptr;                 // live
    std::span<const LinkBytes> links;                    // live; by DataplaneConfiguration::links
    const EnforcementSampleCounts* samples = nullptr;    // live
    uint64_t running_ns = 0;                             // since it started
    uint32_t flow_capacity = 0;
    uint32_t police_capacity = 0;
    uint32_t connection_caps_capacity = 0;
    uint32_t counted_strangers_capacity = 0;
    uint32_t undecided_in_use = 0;
    uint32_t undecided_capacity = 0;
    uint32_t walkers_in_use = 0;
    uint32_t walkers_capacity = 0;
    uint32_t endpoints_capacity = 0;
};

// Frames of which a port's XDP program said the same.
struct PortVerdict {
    std::string name;  // "inspected", "bypassed_stale", ...
    uint64_t packets = 0;
    uint64_t bytes = 0;
};

struct PortReport {
    std::string name;  // the interface, or the device
    std::string link;
    PortRole role = PortRole::access;
    bool up = false;
    uint32_t speed_mbps = 0;  // 0: not known
    std::string driver;
    uint64_t received_packets = 0;
    uint64_t received_bytes = 0;
    uint64_t sent_packets = 0;
    uint64_t sent_bytes = 0;
    uint64_t missed_packets = 0;     // the NIC had no descriptor
    uint64_t no_buffer_packets = 0;  // the pool had no buffer
    std::vector<std::pair<std::string, uint64_t>> xstats;
    std::vector<PortVerdict> verdicts;  // of a kernel interface, since its program came
};

struct PoolReport {
    std::string name;
    uint32_t in_use = 0;
    uint32_t capacity = 0;
};

struct MemoryReport {
    std::string what;  // "flow table", "packet buffers", ...
    size_t bytes = 0;
    std::string detail;  // "1,048,576 flows of 208 bytes, 2 MiB pages"
};

}  // namespace sluice
