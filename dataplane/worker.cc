// SPDX-License-Identifier: Apache-2.0
#include "dataplane/worker.h"

#include <algorithm>
#include <utility>

#include <netinet/in.h>

#include "classifier/learnt_endpoints.h"
#include "dataplane/flow_timeouts.h"
#include "dataplane/scheduler/scheduler.h"
#include "dataplane/shunt/shunt.h"

namespace sluice {
namespace {

constexpr auto kSubscribersEnd = static_cast<size_t>(Direction::up);

uint32_t to_ms(uint64_t time_ns) {
    return static_cast<uint32_t>(time_ns / 1'000'000);
}

uint32_t to_s(uint64_t time_ns) {
    return static_cast<uint32_t>(time_ns / 1'000'000'000);
}

// Of a flow that has been silent for long enough, or begins anew.
FlowEndReason end_reason(const Flow& flow) {
    return flow.state == FlowState::closing ? FlowEndReason::end_of_flow
                                            : FlowEndReason::idle_timeout;
}

// One up or down, of a gauge that one thread keeps.
void step(Counter& gauge, int by) {
    gauge.set(gauge.get() + static_cast<uint64_t>(by));
}

}  // namespace

Worker::Worker(const WorkerSettings& settings, const Subscribers& all_subscribers,
               std::shared_ptr<const Signatures> signatures,
               std::shared_ptr<SharedCredit> shared_credit)
    : index(settings.index),
      workers(settings.workers),
      subscribers(all_subscribers),
      flows(settings.flows, settings.hash_seed),
      wheel(flows, 0),
      fragments(settings.fragments, settings.hash_seed),
      classifier(std::move(signatures), settings.classifier),
      policer(settings.police_buckets, std::move(shared_credit)),
      caps(settings.connection_caps),
      subscriber_flows(all_subscribers.capacity(), settings.counted_strangers),
      usage(settings.usage_rows, counters),
      answer_key(settings.hash_seed) {
    if (settings.scheduler.packets != 0)
        scheduler = std::make_unique<Scheduler>(settings.scheduler, all_subscribers);
    if (settings.flow_records.active_timeout_ns != 0)
        flow_records =
            std::make_unique<FlowRecorder>(settings.flow_records, flows, all_subscribers);
}

Worker::~Worker() = default;

void Worker::adopt(const Snapshot& next) {
    // The one before may be gone by now: nothing is asked of it.
    if (next.dependencies().flow_counts && !counts_flows_)
        count_next_ = 0;
    counts_flows_ = next.dependencies().flow_counts;
    snapshot = &next;
    snapshot_number = next.number();
    open_schedules = next.open_schedules(wall_time_s_);
    ++decision_round;
    if (scheduler)
        scheduler->adopt(next.shaping());
}

void Worker::adopt(const LocalityTable* next) {
    localities = next;
    if (++localities_number == 0)
        ++localities_number;  // a new flow's
    ++decision_round;
}

void Worker::tell_time(int64_t unix_time_s) {
    if (unix_time_s == wall_time_s_)
        return;
    wall_time_s_ = unix_time_s;
    if (snapshot == nullptr || !snapshot->dependencies().schedules)
        return;
    const uint64_t open = snapshot->open_schedules(unix_time_s);
    if (open == open_schedules)
        return;
    open_schedules = open;
    ++decision_round;
}

Flow* Worker::begin_flow(const Packet& packet, const SubscriberRef& subscriber, uint64_t now_ns) {
    Flow* const flow = flows.insert(packet.key, packet.flow_hash);
    if (flow == nullptr)
        return nullptr;
    flow->subscriber_record = subscriber.record;
    flow->subscriber_generation = subscriber.generation;
    flow->port = packet.port;
    reset_flow(*flow, now_ns);
    step(counters.label_flows[static_cast<size_t>(Label::unknown)], 1);
    learn_verdict(*flow, packet.verdict);
    return flow;
}

void Worker::attach(Flow& flow, const SubscriberRef& subscriber) {
    if (flow.subscriber_record != subscriber.record) {
        settle_usage(flow, flow.inspection.verdict.label);
        if (flow_records)
            flow_records->change_subscriber(flow);
        count_with(flow, subscriber);
    }
    flow.subscriber_record = subscriber.record;
    flow.subscriber_generation = subscriber.generation;
}

void Worker::settle_usage(Flow& flow, Label label) {
    if (flow.shunted)
        shunt->gather(flow, *this);
    usage.settle(flow, label);
}

void Worker::learn_verdict(Flow& flow, Verdict verdict) {
    if (verdict.label == Label::unknown || flow.inspection.verdict.label != Label::unknown)
        return;
    settle_usage(flow, Label::unknown);
    step(counters.label_flows[static_cast<size_t>(Label::unknown)], -1);
    step(counters.label_flows[static_cast<size_t>(verdict.label)], 1);
    classifier.forget(flow.inspection);
    flow.inspection.verdict = verdict;
    // How a TCP stream began is gone; a datagram may still tell more.
    if (flow.key.protocol != IPPROTO_UDP)
        flow.inspection.stage = FlowInspection::Stage::settled;
    flow.snapshot = 0;
}

void Worker::restart_flow(Flow& flow, uint64_t now_ns) {
    release_holdings(flow, end_reason(flow));
    const SubscriberFlows::Place counted_in = flow.enforcement.counted_in;
    reset_flow(flow, now_ns);
    flow.enforcement.counted_in = counted_in;
    step(counters.label_flows[static_cast<size_t>(Label::unknown)], 1);
}

void Worker::reset_flow(Flow& flow, uint64_t now_ns) {
    flow.snapshot = 0;
    flow.decided_by = 0;
    flow.decision = {};
    flow.enforcement = {};
    flow.inspection = {};
    // Nothing but TCP and UDP has a payload that is looked into.
    if (flow.key.protocol != IPPROTO_TCP && flow.key.protocol != IPPROTO_UDP)
        flow.inspection.stage = FlowInspection::Stage::settled;
    flow.packets = {};
    flow.ip_bytes = {};
    flow.settled_packets = {};
    flow.settled_ip_bytes = {};
    flow.state = FlowState::opening;
    flow.seen = 0;
    flow.id = static_cast<uint64_t>(index) << kFlowIdWorkerShift | ++flows_begun_;
    flow.first_seen_ns = now_ns;
    flow.last_seen_ms = to_ms(now_ns);
    if (flow_records)
        flow_records->begin(flow);
    wheel.schedule(flow, flow.last_seen_ms + idle_timeout_ms(flow));
    counters.flows_created++;
    if (flow.subscriber_record == SubscriberRef::kNobody)
        counters.unknown_subscriber_flows++;
}

void Worker::end_flow(Flow& flow) {
    release_holdings(flow, FlowEndReason::forced_end);
    subscriber_flows.end(flow.enforcement.counted_in);
    wheel.remove(flow);
    flows.erase(flow);
}

// A last look at the flow, by what is known of its ends meanwhile.
void Worker::conclude(Flow& flow) {
    const Label before = flow.inspection.verdict.label;
    const bool rose = classifier.conclude(
        flow.inspection,
        {.transport = flow.key.protocol == IPPROTO_TCP ? Transport::tcp : Transport::udp,
         .time_s = now_s_,
         .ends = ends_of(flow.key)});
    if (!rose)
        return;
    step(counters.label_flows[static_cast<size_t>(before)], -1);
    step(counters.label_flows[static_cast<size_t>(flow.inspection.verdict.label)], 1);
}

void Worker::release_holdings(Flow& flow, FlowEndReason reason) {
    if (flow.shunted)
        shunt->let_go(flow, *this);
    usage.settle(flow, flow.inspection.verdict.label);
    conclude(flow);
    if (const auto description = classifier.describe(flow.inspection))
        counters.peer_flows_ended[static_cast<size_t>(description->role[kSubscribersEnd])]++;
    if (flow_ended)
        flow_ended(flow);
    if (flow_records)
        flow_records->end(flow, reason);
    step(counters.label_flows[static_cast<size_t>(flow.inspection.verdict.label)], -1);
    classifier.forget(flow.inspection);
    for (const CachedDecision& decision : flow.decision)
        policer.release(decision.bucket);
    for (const uint32_t bucket : flow.enforcement.shadow_bucket)
        policer.release(bucket);
    leave_caps(flow);
}

void Worker::run_queues(uint64_t now_ns, Departures& out) {
    scheduler->run(now_ns, out);
    for (const Departure& departure : out.all()) {
        counters.queue_wait[queue_wait_bucket(departure.waited_ns)]++;
        counters.queue_wait_ns.add(departure.waited_ns);
        if (!departure.is_dropped())
            count_passed(departure.port, departure.direction, departure.ip_bytes);
        if (departure.fate == Departure::Fate::sent)
            continue;
        if (departure.fate == Departure::Fate::marked) {
            counters.ce_marked_packets++;
            usage.count_ce_mark(departure.record, departure.label, departure.direction,
                                departure.service_class, departure.ip_bytes);
            continue;
        }
        count_drop(departure.fate == Departure::Fate::late ? DropReason::queue_delay
                                                           : DropReason::queue_full,
                   departure.wire_bytes);
        usage.count_queue_drop(departure.record, departure.label, departure.direction,
                               departure.service_class, departure.ip_bytes);
    }
}

void Worker::sweep(uint64_t now_ns) {
    if (count_next_ < flows.capacity())
        count_uncounted();
    if (sweep_next_ == 0) {
        if (now_ns - sweep_began_ns_ < kSweepNs)
            return;
        sweep_began_ns_ = now_ns;
        sweep_changes_ = subscribers.changes();
    }
    if (sweep_changes_ != swept_changes_) {
        constexpr uint32_t kMostAtOnce = 256;
        const uint64_t due =
            flows.capacity() * (now_ns - sweep_began_ns_ + kSweepNs / 8) / kSweepNs;
        if (due <= sweep_next_)
            return;
        const auto count =
            static_cast<uint32_t>(std::min<uint64_t>(due - sweep_next_, kMostAtOnce));
        flows.scan(sweep_next_, count,
                   [this](Flow& flow) { subscribers.prefetch(flow.subscriber_record); });
        sweep_next_ = flows.scan(sweep_next_, count, [this](Flow& flow) { see_changes(flow); });
        if (sweep_next_ != flows.capacity())
            return;
    }
    swept_changes_ = sweep_changes_;
    sweep_next_ = 0;
    counters.sweeps++;
}

// A subscriber's flow is its new owner's at once, as far as this worker's. Who was a stranger may
// have come to be known; that is looked up if there is another packet: of those that probe an
// access network most flows have none.
void Worker::see_changes(Flow& flow) {
    if (flow.subscriber_generation == subscribers.generation(flow.subscriber_record))
        return;
    flow.snapshot = Flow::kLookAgain;
    if (flow.subscriber_record == SubscriberRef::kNobody)
        return;
    const auto now_of = subscribers.find({flow.key.subscriber, flow.key.subscriber_port});
    attach(flow, owner_of(now_of, workers) == index ? now_of : SubscriberRef{});
}

void Worker::expire(uint64_t now_ns, uint32_t budget) {
    now_s_ = static_cast<uint32_t>(now_ns / 1'000'000'000);
    wheel.advance(to_ms(now_ns), budget, idle_timeout_ms, [this](Flow& flow) {
        counters.flows_expired++;
        release_holdings(flow, end_reason(flow));
        subscriber_flows.end(flow.enforcement.counted_in);
        flows.erase(flow);
    });
    classifier.endpoints().expire(to_s(now_ns));
    counters.flows.set(flows.size());
    counters.police_buckets.set(policer.in_use());
    counters.connection_caps.set(caps.in_use());
    counters.counted_strangers.set(subscriber_flows.strangers_in_use());
}

size_t Worker::memory_bytes() const {
    return flows.memory_bytes() + fragments.memory_bytes() + classifier.memory_bytes() +
           policer.memory_bytes() + caps.memory_bytes() + subscriber_flows.memory_bytes() +
           usage.memory_bytes() + Answers::memory_bytes() +
           (scheduler ? scheduler->memory_bytes() : 0) + (shunt ? shunt->memory_bytes() : 0) +
           (flow_records ? flow_records->memory_bytes() : 0);
}

}  // namespace sluice
