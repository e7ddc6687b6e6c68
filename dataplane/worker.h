// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "classifier/classifier.h"
#include "dataplane/answers/answer_limits.h"
#include "dataplane/answers/answers.h"
#include "dataplane/connection_caps.h"
#include "dataplane/counters.h"
#include "dataplane/dhcp_copies.h"
#include "dataplane/enforcement_samples.h"
#include "dataplane/flow_recorder.h"
#include "dataplane/flow_table.h"
#include "dataplane/fragment_table.h"
#include "dataplane/overload.h"
#include "dataplane/parser.h"
#include "dataplane/rule_counters.h"
#include "dataplane/scheduler/scheduler_settings.h"
#include "dataplane/subscriber_flows.h"
#include "dataplane/subscriber_side.h"
#include "dataplane/timing_wheel.h"
#include "dataplane/trust_map.h"
#include "dataplane/usage_meter.h"
#include "policy/locality/locality_table.h"
#include "policy/policer.h"
#include "policy/snapshot.h"
#include "policy/subscribers.h"

namespace sluice {

class Departures;
class Scheduler;
class Shunt;

// What a port says about the packets that come in by it.
struct PortTraits {
    enum class Side : uint8_t {
        access,      // the source is the subscriber
        core,        // the destination is
        by_address,  // SubscriberSide tells; see stages/parse.cc where it does not
    };
    Side side = Side::access;
    TunnelView tunnels = TunnelView::inner;
    uint16_t realm = 0;
    uint16_t link = 0;  // index into the box's links
    // Where answers go: inline, back out of the port itself, and out of its peer; on a tap, both
    // are the inject port, or the port itself if there is none.
    uint16_t port = 0;
    uint16_t peer = 0;
    bool tap = false;     // nothing goes on from here: Fate::observed
    bool shunts = false;  // the kernel can forward both ways in a worker's place
    // With by_address; null: Worker::side.
    std::shared_ptr<const SubscriberSide> subscribers = nullptr;
    std::shared_ptr<const TrustMap> trust = nullptr;  // null: DSCPs stay as they come
};

// One worker's share of all memory.
struct WorkerSettings {
    uint32_t index = 0;
    uint32_t workers = 1;
    uint32_t flows = 65'536;
    uint32_t fragments = 1'024;
    uint32_t police_buckets = 16'384;
    uint32_t connection_caps = 4'096;    // subscribers with connections under a rule's cap
    uint32_t counted_strangers = 4'096;  // see SubscriberFlows
    uint32_t usage_rows = 0;             // 0: usage is not accounted for
    Classifier::Settings classifier;
    uint64_t hash_seed = 0;  // random per run
    FlowRecordSettings flow_records = {};
    SchedulerSettings scheduler = {.packets = 0};  // packets 0: nothing ever waits
};

// Everything that one worker keeps: its subscribers' flows and what belongs to them. Private to
// the worker's thread, but for the counters, which anybody may read. The stages work on it; it
// knows neither DPDK nor the clock, so a capture or a test can drive it as well as a port.
struct Worker {
    // Throws std::runtime_error if the memory is not to be had.
    // subscribers: outlive it.
    Worker(const WorkerSettings& settings, const Subscribers& subscribers,
           std::shared_ptr<const Signatures> signatures,
           std::shared_ptr<SharedCredit> shared_credit);
    ~Worker();

    // From the next burst on. The caller keeps the snapshot alive until another is adopted.
    void adopt(const Snapshot& snapshot);
    // The same of where addresses are; null: nobody has said. Flows are looked up once more.
    void adopt(const LocalityTable* localities);
    Locality locality_of(const IpAddress& address) const {
        return localities == nullptr ? Locality::unknown : localities->of(address);
    }
    // What clocks on the wall show now, from whoever drives the stages: once a second, and before
    // the first packet. That clock may be set forwards and back.
    void tell_time(int64_t unix_time_s);

    // Where the flow that the packet would begin is counted, while anybody asks for that; nothing
    // if it would be beyond its subscriber's limits.
    std::optional<SubscriberFlows::Place> admit(const Packet& packet,
                                                const SubscriberRef& subscriber, uint64_t now_ns);
    // The same of one that begins again.
    bool admit_again(const Packet& packet, uint64_t now_ns);

    // A new flow for a packet whose key is not in the table; null if the table is full.
    Flow* begin_flow(const Packet& packet, const SubscriberRef& subscriber, uint64_t now_ns);
    // All that the flow has counted so far is its subscriber's, under this label.
    void settle_usage(Flow& flow, Label label);
    // What the flow's owner before this one knew of it, where nothing is known here.
    void learn_verdict(Flow& flow, Verdict verdict);
    // The same two ends begin again: as a new flow, in the old one's place.
    void restart_flow(Flow& flow, uint64_t now_ns);
    void end_flow(Flow& flow);
    // Asks the snapshot what happens to the flow from now on.
    void decide_flow(Flow& flow, uint64_t now_ns);

    // A connection that is over takes no place under a cap.
    void leave_caps(Flow& flow) {
        for (uint32_t& place : flow.enforcement.cap_slot)
            caps.leave(place);
    }

    SubscriberRef subscriber_of(const Flow& flow) const {
        return flow.subscriber_record != SubscriberRef::kNobody
                   ? subscribers.at(flow.subscriber_record)
                   : subscribers.find({flow.key.subscriber, flow.key.subscriber_port});
    }
    // Whose the flow is from now on.
    void attach(Flow& flow, const SubscriberRef& subscriber);
    // Walks on over all flows, a slice a call and the whole once in kSweepNs, to see of whom
    // something has changed.
    static constexpr uint64_t kSweepNs = 700'000'000;
    void sweep(uint64_t now_ns);

    // Records of flows that run for long, a slice a call.
    void record_long_flows(uint64_t now_ns) {
        if (flow_records)
            flow_records->walk(now_ns);
    }

    // Ends what has gone idle, looking at no more than budget flows, and shows how many are left.
    void expire(uint64_t now_ns, uint32_t budget);

    void count_drop(DropReason reason, uint32_t bytes) {
        counters.dropped_packets[static_cast<size_t>(reason)]++;
        counters.dropped_bytes[static_cast<size_t>(reason)].add(bytes);
    }
    // Forwarded is what has left, so whoever sends counts it.
    void count_forwarded(Direction direction, uint64_t packets, uint64_t bytes) {
        counters.forwarded_packets[static_cast<size_t>(direction)].add(packets);
        counters.forwarded_bytes[static_cast<size_t>(direction)].add(bytes);
    }

    // The same of IP-layer bytes, by the link that they have passed.
    void count_passed(uint16_t port, Direction direction, uint64_t ip_bytes) {
        const size_t link = ports[port].link;
        if (link < links.size())
            links[link].passed[static_cast<size_t>(direction)].add(ip_bytes);
    }

    void count_observed(Direction direction, uint64_t bytes) {
        counters.observed_packets[static_cast<size_t>(direction)]++;
        counters.observed_bytes[static_cast<size_t>(direction)].add(bytes);
    }

    // What may leave its queue now, and what is dropped there; both are counted, but what is sent.
    void run_queues(uint64_t now_ns, Departures& out);

    size_t memory_bytes() const;

    const uint32_t index;
    const uint32_t workers;
    const Subscribers& subscribers;
    const Snapshot* snapshot = nullptr;
    uint32_t snapshot_number = 0;
    const LocalityTable* localities = nullptr;
    uint16_t localities_number = 0;  // of those that came, never 0 again; wraps
    // Moves with each snapshot, with each schedule of its that opens or closes, and with the
    // localities: flows that decided before decide again.
    uint32_t decision_round = 0;
    std::vector<PortTraits> ports;  // by Packet::port
    SubscriberSide side;
    FlowTable flows;
    TimingWheel wheel;
    FragmentTable fragments;
    Classifier classifier;
    Policer policer;
    ConnectionCaps caps;
    SubscriberFlows subscriber_flows;
    std::unique_ptr<Scheduler> scheduler;  // null: nothing ever waits
    std::unique_ptr<DhcpCopies> dhcp;      // null: nobody wants them
    std::unique_ptr<Shunt> shunt;          // null: every packet is a worker's
    WorkerCounters counters;
    std::vector<LinkBytes> links;  // by PortTraits::link; as many as somebody wants counted
    UsageMeter usage;
    RuleCounters rules;
    EnforcementSamples samples;
    Answers answers;  // of this burst; whoever drives the stages sends and clears them
    RefusalLimit refusal_limit;
    Overload overload;             // whoever drives the stages tells it what comes
    bool skips_inspection = true;  // of flows that nobody knows, under overload
    const uint64_t answer_key;    // secret, the same for all workers: what own answers are known by
    uint64_t open_schedules = 0;  // of the snapshot's, as of now
    std::function<void(const Flow&)> flow_ended;  // if set: sees each flow once more
    std::unique_ptr<FlowRecorder> flow_records;   // null: nobody wants any

 private:
    void conclude(Flow& flow);
    void release_holdings(Flow& flow, FlowEndReason reason);
    void reset_flow(Flow& flow, uint64_t now_ns);
    void see_changes(Flow& flow);
    bool is_held_to_limits(const Packet& packet, const SubscriberRef& subscriber);
    void count_uncounted();
    void count_with(Flow& flow, const SubscriberRef& subscriber);

    uint64_t flows_begun_ = 0;
    int64_t wall_time_s_ = 0;
    bool counts_flows_ = false;         // the snapshot asks for their number
    uint32_t count_next_ = UINT32_MAX;  // of the table: those that nobody has counted yet
    uint32_t now_s_ = 0;                // of the burst before
    uint32_t sweep_next_ = 0;
    uint64_t sweep_began_ns_ = 0;
    uint64_t sweep_changes_ = 0;  // Subscribers::changes() when the sweep under way began
    uint64_t swept_changes_ = 0;  // what all flows have been compared with
};

}  // namespace sluice
