// SPDX-License-Identifier: Apache-2.0
#include "dataplane/scheduler/scheduler.h"

#include <algorithm>
#include <utility>

#include "policy/hash.h"

namespace sluice {
namespace {

// Of the flow in this direction and this place of its leaf: one of the classes, or a group. In
// another place it has another queue, since each queue is in one list.
uint64_t flow_key(const ShapedPacket& packet, const Group* group, TrafficClass traffic_class) {
    const uint64_t in_class = packet.flow_id << 3 | static_cast<uint64_t>(packet.direction) << 2 |
                              static_cast<uint64_t>(traffic_class);
    return group == nullptr ? in_class : mix(in_class, group->rule_key);
}

uint16_t as_16_bits(uint32_t bytes) {
    return static_cast<uint16_t>(std::min<uint32_t>(bytes, UINT16_MAX));
}

uint8_t beside_ip(const ShapedPacket& packet) {
    const uint32_t beside =
        packet.wire_bytes > packet.ip_bytes ? packet.wire_bytes - packet.ip_bytes : 0;
    return static_cast<uint8_t>(std::min<uint32_t>(beside, UINT8_MAX));
}

}  // namespace

void Scheduler::prefetch_flow(const ShapedPacket& packet) const {
    queues_.prefetch(flow_key(packet, nullptr, plan_->class_of(packet.dscp)));
}
void Scheduler::prefetch_queue(const ShapedPacket& packet) {
    queues_.prefetch_flow(flow_key(packet, nullptr, plan_->class_of(packet.dscp)));
}
void Scheduler::prefetch_tail(const ShapedPacket& packet) {
    queues_.prefetch_tail(flow_key(packet, nullptr, plan_->class_of(packet.dscp)));
}

Scheduler::Scheduler(const SchedulerSettings& settings, const Subscribers& subscribers)
    : subscribers_(subscribers),
      queues_(settings.packets, settings.flows),
      leaves_(settings.subscribers, settings.groups),
      trees_{GateTree(Direction::up, wheel_, settings.shared_gates, settings.worker),
             GateTree(Direction::down, wheel_, settings.shared_gates, settings.worker)} {}

void Scheduler::set_now(uint64_t now_ns) {
    now_ns_ = now_ns;
    for (GateTree& gates : trees_)
        gates.set_now(now_ns);
}

// All who wait begin anew, in the new tree: nobody's packets are touched.
void Scheduler::adopt(const ShapingPlan& plan) {
    wheel_.clear();
    for (GateTree& gates : trees_)
        gates.adopt(plan);
    plan_ = &plan;  // the one before may be gone by now
    leaves_.adopt(plan);
    for (uint32_t number = 0; number < leaves_.pool().capacity(); ++number) {
        Leaf& leaf = leaves_[number];
        if (leaf.key == 0)
            continue;
        if (leaf.is_service_flow) {
            const auto rule = plan.rule_of(leaf.shape_tag);
            leaf.is_service_flow = rule.has_value();  // if it has gone: what waits is the tier's
            leaf.service_flow = rule.value_or(0);
        }
        leaf.state = Leaf::State::idle;
        look_up(number, leaf.generation, leaf.link);
        if (leaf.guarantee != kNone)
            leaves_.guarantees()[leaf.guarantee].state = Guarantee::State::idle;
        for (uint32_t group = leaf.groups; group != kNone; group = leaves_.groups()[group].next)
            leaves_.groups()[group].parked = false;
        if (leaf.packets != 0)
            begin_turns(number, false);
        else
            leaves_.end_flows(leaf, queues_);
    }
}

void Scheduler::look_up(uint32_t number, uint32_t generation, uint32_t link) {
    Leaf& leaf = leaves_[number];
    leaf.generation = generation;
    leaf.link = static_cast<uint16_t>(link);
    uint16_t site = 0;
    if (leaf.record == SubscriberRef::kNobody) {
        leaf.tier = plan_->default_tier;
    } else {
        const SubscriberRef subscriber = subscribers_.at(leaf.record);
        leaf.tier = subscriber.tier;
        site = subscriber.site;
    }
    leaf.moves_to = plan_->gate_of(site, link);
    if (leaf.state == Leaf::State::idle)
        leaf.gate = leaf.moves_to;
    if (leaves_.minimum(leaf).bps != 0 && leaf.guarantee == kNone && !leaf.is_service_flow) {
        leaf.guarantee = leaves_.guarantees().take();  // there are as many as leaves
        Guarantee& guarantee = leaves_.guarantees()[leaf.guarantee];
        guarantee.leaf = number;
        guarantee.bucket = RateBucket(leaves_.minimum(leaf), now_ns_);
    }
}

uint32_t Scheduler::leaf_for(const ShapedPacket& packet, const ShapePlan* shape) {
    const bool is_service_flow = shape != nullptr && shape->guaranteed.bps != 0;
    const uint64_t key =
        is_service_flow ? mix(packet.subscriber_key, shape->key) | 1 : packet.subscriber_key;
    uint32_t number = leaves_.find(key);
    if (number == kNone) {
        number = leaves_.begin(key, now_ns_);
        if (number == kNone)
            return kNone;
        Leaf& leaf = leaves_[number];
        leaf.record = packet.record;
        leaf.direction = packet.direction;
        leaf.is_service_flow = is_service_flow;
        leaf.service_flow = is_service_flow ? packet.rule : 0;
        leaf.shape_tag = is_service_flow ? shape->tag() : 0;
        look_up(number, packet.generation, packet.link);
        leaf.bucket = RateBucket(leaves_.rate(leaf), now_ns_);
    } else if (leaves_[number].generation != packet.generation) {
        look_up(number, packet.generation, packet.link);
    }
    return number;
}

Scheduler::Admission Scheduler::admit(const ShapedPacket& packet, uint64_t now_ns) {
    set_now(now_ns);
    const ShapePlan* const shape =
        packet.rule == ShapedPacket::kNoRule ? nullptr : &plan_->shape(packet.rule);
    const uint32_t number = leaf_for(packet, shape);
    if (number == kNone) {
        counts_.subscribers_exhausted++;
        return Admission::goes;
    }
    Leaf& leaf = leaves_[number];
    const TrafficClass traffic_class = shape != nullptr && shape->traffic_class
                                           ? *shape->traffic_class
                                           : plan_->class_of(packet.dscp);
    Group* group = nullptr;
    if (shape != nullptr && shape->is_group && shape->guaranteed.bps == 0) {
        group = leaves_.group(leaf, *shape, traffic_class, now_ns);
        if (group == nullptr)
            counts_.groups_exhausted++;
    }
    const uint32_t cost = plan_->cost(packet.ip_bytes);
    if (may_go(leaf, group)) {
        charge(leaf, cost);
        if (group != nullptr && group->rate.bps != 0)
            group->bucket.take(cost);
        tree(leaf.direction).charge(leaf.gate, cost, ServiceLevel::priority_best_effort);
        return Admission::goes;
    }
    return wait(packet, cost, number, group, traffic_class);
}

// Nothing waits that it would overtake, and there is credit all the way.
bool Scheduler::may_go(Leaf& leaf, Group* group) {
    if (leaf.state != Leaf::State::idle || (group != nullptr && !group->flows.empty()))
        return false;
    const Rate& rate = leaves_.rate(leaf);
    if (rate.bps != 0) {
        leaf.bucket.fill(rate, now_ns_);
        if (!leaf.bucket.open())
            return false;
    }
    if (group != nullptr && group->rate.bps != 0) {
        group->bucket.fill(group->rate, now_ns_);
        if (!group->bucket.open())
            return false;
    }
    return tree(leaf.direction).lets_pass(leaf.gate);
}

// What goes at other levels counts towards the minimum, too, but not further than a burst.
void Scheduler::charge(Leaf& leaf, uint32_t bytes) {
    if (leaves_.rate(leaf).bps != 0)
        leaf.bucket.take(bytes);
    if (leaf.guarantee != kNone)
        leaves_.guarantees()[leaf.guarantee].bucket.take_down_to(bytes,
                                                                 -leaves_.minimum(leaf).capacity);
}

// A line that has more waiting than it can use takes no more of the flows that have most of it.
bool Scheduler::has_too_much(const Leaf& leaf, uint64_t key) {
    const auto d = static_cast<size_t>(leaf.direction);
    if (leaf.bytes < plan_->tier(leaf.tier).most_bytes[d]) [[likely]]
        return false;
    return uint64_t{2} * queues_.bytes_of(key) * leaf.flows >= leaf.bytes;
}

Scheduler::Admission Scheduler::wait(const ShapedPacket& packet, uint32_t cost, uint32_t number,
                                     Group* group, TrafficClass traffic_class) {
    Leaf& leaf = leaves_[number];
    const uint64_t key =
        flow_key(packet, group, traffic_class) ^ (leaf.is_service_flow ? uint64_t{1} << 63 : 0);
    if (has_too_much(leaf, key))
        return Admission::lost;
    FlowLists& lists =
        group != nullptr ? group->flows : leaf.classes[static_cast<size_t>(traffic_class)];
    QueuedPacket* queued = nullptr;
    const uint16_t bytes = as_16_bits(cost);
    FlowQueues::Added added = queues_.add(bytes, key, number, leaf, lists, queued);
    if (added == FlowQueues::Added::no_packet) {
        if (queues_.evict(leaves_.data(), now_ns_, evicted_) == kNone)
            return Admission::lost;
        added = queues_.add(bytes, key, number, leaf, lists, queued);
    }
    if (added == FlowQueues::Added::no_flow) {
        counts_.flows_exhausted++;
        return Admission::goes;
    }
    queued->buffer = packet.buffer;
    queued->queued = to_queue_time(now_ns_);
    queued->ip_bytes = as_16_bits(packet.ip_bytes);
    queued->port = packet.port;
    queued->ip_offset = packet.ip_offset;
    queued->label = packet.label;
    queued->service_class = packet.service_class;
    queued->ecn_capable = packet.ecn_capable;
    queued->bytes_beside = beside_ip(packet);
    counts_.held++;
    if (leaf.state == Leaf::State::idle && (group == nullptr || !group->parked)) {
        leaf.deficit = plan_->tier(leaf.tier).quantum;
        begin_turns(number, true);
    }
    return Admission::waits;
}

size_t Scheduler::memory_bytes() const {
    return queues_.memory_bytes() + leaves_.memory_bytes() + trees_[0].memory_bytes() +
           trees_[1].memory_bytes();
}

}  // namespace sluice
