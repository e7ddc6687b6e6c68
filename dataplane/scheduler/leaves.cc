// SPDX-License-Identifier: Apache-2.0
#include "dataplane/scheduler/leaves.h"

#include <algorithm>

namespace sluice {
namespace {

// A class may take nine bytes for each one that those below it get while they wait.
constexpr int32_t kGuardShare = 9;
constexpr int32_t kGuardBytes = 8 * 1'514;

constexpr int32_t kQuantum = FlowQueues::kQuantum;
constexpr uint32_t kLookedAtForAnIdleOne = 16;

int16_t bounded(int32_t bytes) {
    return static_cast<int16_t>(std::clamp(bytes, -kGuardBytes, kGuardBytes));
}

CodelTimes times_of(const TierPlan& tier, Direction direction) {
    const auto d = static_cast<size_t>(direction);
    return {to_queue_time(tier.target_ns[d]), to_queue_time(tier.interval_ns[d])};
}

}  // namespace

struct Leaves::Taking {
    Leaf& leaf;
    FlowQueues& queues;
    CodelTimes times;
    uint64_t now_ns;
    Departures& out;
    uint32_t& bytes;
    bool ecn;

    bool from(FlowLists& lists) const {
        return queues.take(lists, leaf, times, ecn, now_ns, out, bytes);
    }
};

Leaves::Leaves(uint32_t leaves, uint32_t groups)
    : pool_(leaves),
      link_memory_(size_t{leaves} * sizeof(Link)),
      links_(static_cast<Link*>(link_memory_.data())),
      index_(leaves),
      groups_(groups),
      guarantees_(leaves) {}

void Leaves::prefetch_leaf(uint64_t key) {
    const uint32_t leaf = index_.candidate(key);
    if (leaf == kNone)
        return;
    prefetch_at(leaf);
}

const Rate& Leaves::rate(const Leaf& leaf) const {
    if (leaf.is_service_flow)
        return plan_->shape(leaf.service_flow).guaranteed;
    return plan_->tier(leaf.tier).rate[static_cast<size_t>(leaf.direction)];
}

uint32_t Leaves::begin(uint64_t key, uint64_t now_ns) {
    if (pool_.in_use() == pool_.capacity() && !end_an_idle_one(now_ns))
        return kNone;
    const uint32_t number = pool_.take();
    pool_[number].key = key;
    index_.insert(key, number);
    return number;
}

// A hand that goes round, as a page cache's: each new leaf pays for a few looks.
bool Leaves::end_an_idle_one(uint64_t now_ns) {
    for (uint32_t looked_at = 0; looked_at < kLookedAtForAnIdleOne; ++looked_at) {
        hand_ = hand_ + 1 == pool_.capacity() ? 0 : hand_ + 1;
        if (pool_[hand_].key != 0 && is_idle(pool_[hand_], now_ns)) {
            end(hand_);
            return true;
        }
    }
    return false;
}

bool Leaves::is_idle(Leaf& leaf, uint64_t now_ns) {
    if (leaf.state != Leaf::State::idle || leaf.packets != 0)
        return false;
    if (leaf.guarantee != kNone && guarantees_[leaf.guarantee].state != Guarantee::State::idle)
        return false;
    for (uint32_t group = leaf.groups; group != kNone; group = groups_[group].next) {
        if (groups_[group].parked)
            return false;
    }
    if (rate(leaf).bps == 0)
        return true;
    leaf.bucket.fill(rate(leaf), now_ns);
    return leaf.bucket.full(rate(leaf));
}

void Leaves::end(uint32_t number) {
    Leaf& leaf = pool_[number];
    index_.erase(leaf.key, number);
    while (leaf.groups != kNone) {
        const uint32_t group = leaf.groups;
        leaf.groups = groups_[group].next;
        groups_.give_back(group);
    }
    if (leaf.guarantee != kNone)
        guarantees_.give_back(leaf.guarantee);
    leaf.key = 0;
    pool_.give_back(number);
}

Group* Leaves::group(Leaf& leaf, const ShapePlan& shape, TrafficClass traffic_class,
                     uint64_t now_ns) {
    for (uint32_t group = leaf.groups; group != kNone; group = groups_[group].next) {
        if (groups_[group].rule_key == shape.key)
            return &groups_[group];
    }
    const uint32_t number = groups_.take();
    if (number == kNone)
        return nullptr;
    Group& group = groups_[number];
    group.rule_key = shape.key;
    group.rate = shape.rate;
    group.bucket = RateBucket(shape.rate, now_ns);
    group.quantum = std::max(1u, kQuantum * shape.weight_permille / 1'000);
    group.traffic_class = traffic_class;
    group.leaf = static_cast<uint32_t>(&leaf - pool_.data());
    group.next = leaf.groups;
    leaf.groups = number;
    return &group;
}

bool Leaves::waits(const Leaf& leaf, size_t traffic_class) const {
    if (!leaf.classes[traffic_class].empty())
        return true;
    for (uint32_t group = leaf.groups; group != kNone; group = groups_[group].next) {
        const Group& shaped = groups_[group];
        if (static_cast<size_t>(shaped.traffic_class) == traffic_class && !shaped.flows.empty())
            return true;
    }
    return false;
}

bool Leaves::take(Leaf& leaf, FlowQueues& queues, uint64_t now_ns, Departures& out,
                  uint32_t& bytes) {
    Taking taking{.leaf = leaf,
                  .queues = queues,
                  .times = times_of(plan_->tier(leaf.tier), leaf.direction),
                  .now_ns = now_ns,
                  .out = out,
                  .bytes = bytes,
                  .ecn = plan_->ecn};
    // From the highest class down, but those that have used up their guard last.
    std::array<size_t, kTrafficClassCount> turns{};
    size_t count = 0;
    for (const bool guarded : {false, true}) {
        for (size_t c = 0; c < kTrafficClassCount; ++c) {
            if ((c < leaf.guard.size() && leaf.guard[c] <= 0) == guarded && waits(leaf, c))
                turns[count++] = c;
        }
    }
    for (size_t i = 0; i < count; ++i) {
        if (!take_from(turns[i], taking))
            continue;
        const size_t served = turns[i];
        const auto cost = static_cast<int32_t>(bytes);
        for (size_t c = 0; c < leaf.guard.size(); ++c) {
            if (c < served)  // a higher one let it go, or had nothing
                leaf.guard[c] = bounded(leaf.guard[c] + kGuardShare * cost);
            else if (c == served && count > 1)
                leaf.guard[c] = bounded(leaf.guard[c] - cost);
        }
        return true;
    }
    return false;
}

bool Leaves::take_from(size_t traffic_class, Taking& taking) {
    if (taking.leaf.groups == kNone) [[likely]]
        return taking.from(taking.leaf.classes[traffic_class]);
    return take_beside_groups(traffic_class, taking);
}

// Deficit round robin of the class's plain flows and its groups: who may send and still has
// something of its turn does, and if nobody has, all get another.
bool Leaves::take_beside_groups(size_t traffic_class, Taking& taking) {
    Leaf& leaf = taking.leaf;
    int16_t& plain = leaf.deficit_of_class[traffic_class];
    FlowLists& plain_flows = leaf.classes[traffic_class];
    for (bool anybody = true; anybody && !taking.out.full();) {
        anybody = false;
        if (!plain_flows.empty()) {
            if (plain > 0 && taking.from(plain_flows)) {
                plain = bounded(plain - static_cast<int32_t>(taking.bytes));
                return true;
            }
            anybody = !plain_flows.empty();
        }
        for (uint32_t number = leaf.groups; number != kNone; number = groups_[number].next) {
            Group& group = groups_[number];
            if (static_cast<size_t>(group.traffic_class) != traffic_class || group.flows.empty())
                continue;
            if (group.rate.bps != 0) {
                group.bucket.fill(group.rate, taking.now_ns);
                if (!group.bucket.open())
                    continue;
            }
            if (group.deficit > 0 && taking.from(group.flows)) {
                group.deficit -= static_cast<int32_t>(taking.bytes);
                if (group.rate.bps != 0)
                    group.bucket.take(taking.bytes);
                return true;
            }
            anybody |= !group.flows.empty();
            if (group.deficit <= 0)
                group.deficit += static_cast<int32_t>(group.quantum);
        }
        if (plain <= 0)
            plain = static_cast<int16_t>(plain + kQuantum);
    }
    return false;
}

void Leaves::end_flows(Leaf& leaf, FlowQueues& queues) {
    for (FlowLists& lists : leaf.classes)
        queues.end_all(lists, leaf);
    for (uint32_t group = leaf.groups; group != kNone; group = groups_[group].next)
        queues.end_all(groups_[group].flows, leaf);
}

}  // namespace sluice
