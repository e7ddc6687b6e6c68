// SPDX-License-Identifier: Apache-2.0
#include "dataplane/scheduler/gate_tree.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace sluice {
namespace {

constexpr auto kGuaranteed = static_cast<size_t>(ServiceLevel::guaranteed);
constexpr auto kPriority = static_cast<size_t>(ServiceLevel::priority_best_effort);
constexpr auto kBestEffort = static_cast<size_t>(ServiceLevel::best_effort);
constexpr size_t kNoLevel = kServiceLevelCount;
// Leaves of one gate go one after the other for as long as 50 us of its rate, so that the way down
// is not looked for with each packet.
constexpr uint32_t kMostBytesAtOnce = 8 * 1'514;
constexpr uint64_t kBpsPerByteAtOnce = 8 * 1'000'000 / 50;

}  // namespace

GateTree::GateTree(Direction direction, ParkingWheel& wheel, SharedGates* shared, uint32_t worker)
    : direction_(static_cast<size_t>(direction)),
      wheel_(wheel),
      shared_(shared != nullptr && shared->workers() > 1 ? shared : nullptr),
      worker_(worker) {}

void GateTree::adopt(const ShapingPlan& next) {
    plan_ = &next;
    gates_.swap(spare_);
    uint32_t offset = 0;
    for (uint32_t gate = 0; gate < next.gates.size(); ++gate) {
        gates_[gate] = Gate{};
        gates_[gate].key = plan(gate).key;
        gates_[gate].bucket = shared_ == nullptr ? RateBucket(rate(gate), now_ns_) : RateBucket{};
        gates_[gate].minimum = RateBucket(plan(gate).minimum[direction_], now_ns_);
        gates_[gate].floor = RateBucket(plan(gate).floor[direction_], now_ns_);
    }
    for (uint32_t gate = 1; gate < next.gates.size(); ++gate)
        gates_[plan(gate).parent].children++;
    for (uint32_t gate = 0; gate < next.gates.size(); ++gate)
        offset += std::exchange(gates_[gate].children, offset);
    // Nothing is asked of the plan before, which may be gone by now.
    const auto count_before = std::exchange(count_, static_cast<uint32_t>(next.gates.size()));
    for (uint32_t old = 1; old < count_before; ++old) {
        const auto gate = next.gate_of_key(spare_[old].key);
        if (!gate)
            continue;
        if (shared_ == nullptr)
            gates_[*gate].bucket = spare_[old].bucket;
        gates_[*gate].minimum = spare_[old].minimum;
        gates_[*gate].floor = spare_[old].floor;
        gates_[*gate].time = spare_[old].time;
    }
}

void GateTree::fill(uint32_t gate) {
    if (shared_ == nullptr) [[likely]]
        gates_[gate].bucket.fill(rate(gate), now_ns_);
    else if (!gates_[gate].bucket.open())
        borrow(gate);
}

// Of a rate that workers share, credit is borrowed as time (SharedRate), so that together they
// never have more than the rate: each its part by the weight that waits, as far as it goes, and
// beyond that what the others have left unclaimed.
void GateTree::borrow(uint32_t gate) {
    constexpr uint64_t kQuantumNs = 250'000;
    constexpr uint64_t kUnclaimedNs = 500'000;
    Gate& at = gates_[gate];
    const Rate& whole = rate(gate);
    publish_weights(gate);
    const uint32_t permille =
        shared_->permille_of(gate, direction_, worker_, plan_->floor_permille);
    const Rate part{whole.bps / 1'000 * permille, whole.capacity};
    at.part.fill(part, now_ns_);

    SharedRate& shared = shared_->rate(gate, direction_);
    const auto owed = static_cast<uint64_t>(-at.bucket.credit());
    const uint64_t least_ns = owed / whole.bps + 1;
    const uint64_t granted_ns = shared.granted_ns.load(std::memory_order_relaxed);
    const uint64_t unclaimed_ns = now_ns_ > granted_ns ? now_ns_ - granted_ns : 0;
    const uint64_t part_ns =
        at.part.credit() <= 0 ? 0 : static_cast<uint64_t>(at.part.credit()) / whole.bps;
    uint64_t most_ns = std::min(kQuantumNs, part_ns);
    if (part_ns < least_ns) {
        if (unclaimed_ns < kUnclaimedNs + least_ns)
            return;
        most_ns = std::min(kQuantumNs, unclaimed_ns - kUnclaimedNs);
    }
    const uint64_t time_ns =
        shared.borrow(least_ns, std::max(least_ns, most_ns), plan_->burst_ns, now_ns_);
    const auto credit = static_cast<int64_t>(time_ns * whole.bps);
    at.bucket.add(credit, whole);
    at.part.give(credit, whole.capacity);
}

void GateTree::publish_weights(uint32_t gate) {
    const auto& levels = gates_[gate].levels;
    GateWeights& own = shared_->weights(gate, direction_, worker_);
    own.priority.store(levels[kGuaranteed].weight + levels[kPriority].weight,
                       std::memory_order_relaxed);
    own.best_effort.store(levels[kBestEffort].weight, std::memory_order_relaxed);
}

// When it is worth looking again: where others take part, the parts may have changed by then.
uint64_t GateTree::opens_at_ns(uint32_t gate) const {
    constexpr uint64_t kLookAgainNs = 200'000;
    const uint64_t closed_ns = gates_[gate].bucket.closed_for_ns(rate(gate));
    return now_ns_ + (shared_ == nullptr ? closed_ns : std::min(closed_ns, kLookAgainNs));
}

bool GateTree::lets_pass(uint32_t gate) {
    for (;; gate = plan(gate).parent) {
        Gate& at = gates_[gate];
        if ((at.levels[kGuaranteed].weight | at.levels[kPriority].weight |
             at.levels[kBestEffort].weight) != 0 ||
            at.closed)
            return false;
        if (rate(gate).bps != 0) {
            fill(gate);
            if (!at.bucket.open())
                return false;
        }
        if (gate == ShapingPlan::kTop)
            return true;
    }
}

// A debt of the minimum or the floor is forgiven beyond a burst: what other levels sent is no
// reason to keep either back for long.
void GateTree::take(uint32_t gate, uint32_t bytes, ServiceLevel level) {
    Gate& at = gates_[gate];
    const GatePlan& planned = plan(gate);
    if (planned.rate[direction_].bps == 0)
        return;
    at.bucket.take(bytes);
    if (planned.minimum[direction_].bps != 0)
        at.minimum.take_down_to(bytes, -planned.minimum[direction_].capacity);
    if (level == ServiceLevel::best_effort)
        at.floor.take_down_to(bytes, -planned.floor[direction_].capacity);
}

void GateTree::charge(uint32_t gate, uint32_t bytes, ServiceLevel level) {
    for (;; gate = plan(gate).parent) {
        take(gate, bytes, level);
        if (gate == ShapingPlan::kTop)
            return;
    }
}

uint64_t GateTree::upward(uint32_t gate, size_t level) const {
    const uint64_t weight = gates_[gate].levels[level].weight;
    return weight != 0 && plan(gate).weight != 0 ? plan(gate).weight : weight;
}

void GateTree::add_weight(uint32_t gate, ServiceLevel level, uint64_t weight) {
    const auto l = static_cast<size_t>(level);
    GateLevel& at = gates_[gate].levels[l];
    if (at.leaf_weight == 0)
        at.leaves_time = std::max(at.leaves_time, at.now);
    at.leaf_weight += weight;
    const uint64_t before = upward(gate, l);
    at.weight += weight;
    spread(gate, l, before);
}

void GateTree::remove_weight(uint32_t gate, ServiceLevel level, uint64_t weight) {
    const auto l = static_cast<size_t>(level);
    GateLevel& at = gates_[gate].levels[l];
    assert(at.leaf_weight >= weight);
    at.leaf_weight -= weight;
    const uint64_t before = upward(gate, l);
    at.weight -= weight;
    spread(gate, l, before);
    if (shared_ != nullptr && at.weight == 0)
        for (uint32_t above = gate; above != ShapingPlan::kTop; above = plan(above).parent)
            publish_weights(above);
}

// The gate weighed `before` at its parent: tells it, and those above, of the change.
void GateTree::spread(uint32_t gate, size_t level, uint64_t before) {
    while (gate != ShapingPlan::kTop && !gates_[gate].closed) {
        const uint64_t now = upward(gate, level);
        if (now == before)
            return;
        if (before == 0 && gates_[gate].position[level] == kNone)
            enter(gate, level);
        else if (now == 0 && gates_[gate].position[level] != kNone)
            leave(gate, level);
        if (plan(gate).minimum[direction_].bps != 0)
            place_by_minimum(gate);
        const uint32_t parent = plan(gate).parent;
        const uint64_t parent_before = upward(parent, level);
        gates_[parent].levels[level].weight += now - before;
        gate = parent;
        before = parent_before;
    }
}

bool GateTree::waits(uint32_t gate, size_t level) const {
    const GateLevel& at = gates_[gate].levels[level];
    return at.child_count != 0 || at.leaf_weight != 0;
}

// One that is not has a bucket that is full now and then, and nobody needs a floor there.
bool GateTree::is_congested(uint32_t gate) const {
    return rate(gate).bps != 0 && 2 * gates_[gate].bucket.credit() < rate(gate).capacity;
}

// best_effort_alone: for the floor of a gate above. A gate that is congested itself gives it no
// more than its own.
size_t GateTree::level_at(uint32_t gate, bool best_effort_alone, bool with_floor) {
    if (waits(gate, kGuaranteed))
        return kGuaranteed;
    if (!waits(gate, kBestEffort))
        return waits(gate, kPriority) ? kPriority : kNoLevel;
    if (!waits(gate, kPriority))
        return kBestEffort;
    if (!is_congested(gate))
        return best_effort_alone ? kBestEffort : kPriority;
    const Rate& floor = plan(gate).floor[direction_];
    if (floor.bps == 0 || !with_floor)
        return kPriority;
    gates_[gate].floor.fill(floor, now_ns_);
    return gates_[gate].floor.open() ? kBestEffort : kPriority;
}

bool GateTree::choose(Turn& turn) {
    int floors_from = 0;  // gates above that do without
    for (;;) {
        bool is_held_below = false;
        turn.depth = 0;
        turn.credit = INT64_MAX;
        turn.most_bytes = kMostBytesAtOnce;
        bool best_effort_alone = false;
        uint32_t gate = ShapingPlan::kTop;
        for (;;) {
            Gate& at = gates_[gate];
            if (rate(gate).bps != 0) {
                fill(gate);
                if (!at.bucket.open())
                    break;
                turn.credit = std::min(turn.credit, at.bucket.credit());
                turn.most_bytes = static_cast<uint32_t>(
                    std::min<uint64_t>(turn.most_bytes, rate(gate).bps / kBpsPerByteAtOnce));
            }
            const size_t level = level_at(gate, best_effort_alone, turn.depth >= floors_from);
            if (level == kNoLevel)
                return false;
            is_held_below = best_effort_alone && level == kPriority;
            if (is_held_below)
                break;
            best_effort_alone = level == kBestEffort;
            turn.path[static_cast<size_t>(turn.depth)] = static_cast<uint16_t>(gate);
            turn.served[static_cast<size_t>(turn.depth++)] = static_cast<ServiceLevel>(level);
            const GateLevel& waiting = at.levels[level];
            const uint32_t child =
                waiting.child_count != 0 ? heap(gate, level)[0] : ShapingPlan::kTop;
            if (child == ShapingPlan::kTop ||
                (waiting.leaf_weight != 0 && waiting.leaves_time <= gates_[child].time[level])) {
                turn.gate = gate;
                turn.level = static_cast<ServiceLevel>(level);
                if (turn.level != ServiceLevel::priority_best_effort)
                    turn.most_bytes = 0;
                return true;
            }
            gate = child;
        }
        if (is_held_below)
            floors_from = turn.depth;
        else
            close(gate);
    }
}

void GateTree::served(const Turn& turn, uint32_t bytes) {
    for (int i = 0; i < turn.depth; ++i) {
        const uint32_t gate = turn.path[static_cast<size_t>(i)];
        const auto level = static_cast<size_t>(turn.served[static_cast<size_t>(i)]);
        take(gate, bytes, turn.level);
        GateLevel& at = gates_[gate].levels[level];
        if (i + 1 == turn.depth) {
            at.now = std::max(at.now, at.leaves_time);
            if (at.leaf_weight != 0)
                at.leaves_time += bytes / static_cast<double>(at.leaf_weight);
            continue;
        }
        const uint32_t child = turn.path[static_cast<size_t>(i) + 1];
        at.now = std::max(at.now, gates_[child].time[level]);
        const uint64_t weight = std::max<uint64_t>(upward(child, level), 1);
        gates_[child].time[level] += bytes / static_cast<double>(weight);
        if (gates_[child].position[level] != kNone)
            sift_down(child, level);
        if (plan(child).minimum[direction_].bps != 0)
            place_by_minimum(child);
    }
}

uint32_t GateTree::parked(Parked::Kind kind, uint32_t gate) const {
    return Parked{kind, static_cast<Direction>(direction_), gate}.encoded();
}

void GateTree::close(uint32_t gate) {
    for (size_t level = 0; level < kServiceLevelCount; ++level) {
        const uint64_t before = upward(gate, level);
        if (gates_[gate].position[level] != kNone)
            leave(gate, level);
        if (before == 0)
            continue;
        const uint32_t parent = plan(gate).parent;
        const uint64_t parent_before = upward(parent, level);
        gates_[parent].levels[level].weight -= before;
        spread(parent, level, parent_before);
    }
    Gate& at = gates_[gate];
    at.closed = true;
    wheel_.park(parked(Parked::Kind::gate, gate), at.next, opens_at_ns(gate));
}

void GateTree::reopen(uint32_t gate) {
    Gate& at = gates_[gate];
    if (rate(gate).bps != 0)
        fill(gate);
    if (rate(gate).bps != 0 && !at.bucket.open()) {
        wheel_.park(parked(Parked::Kind::gate, gate), at.next, opens_at_ns(gate));
        return;
    }
    at.closed = false;
    if (opened_count_ < opened_.size())
        opened_[opened_count_++] = gate;
    for (size_t level = 0; level < kServiceLevelCount; ++level)
        spread(gate, level, 0);
}

// While something waits below, and the minimum has credit, the gate stands among the guaranteed.
void GateTree::place_by_minimum(uint32_t gate) {
    const Rate& minimum = plan(gate).minimum[direction_];
    Gate& at = gates_[gate];
    if (minimum.bps == 0 || at.closed || gate == ShapingPlan::kTop ||
        upward(gate, kGuaranteed) != 0)
        return;
    const bool anything = upward(gate, kPriority) != 0 || upward(gate, kBestEffort) != 0;
    if (anything)
        at.minimum.fill(minimum, now_ns_);
    const bool stands = anything && at.minimum.open();
    if (stands && at.position[kGuaranteed] == kNone)
        enter(gate, kGuaranteed);
    else if (!stands && at.position[kGuaranteed] != kNone)
        leave(gate, kGuaranteed);
    if (anything && !stands && !at.minimum_parked) {
        at.minimum_parked = true;
        wheel_.park(parked(Parked::Kind::minimum, gate), at.next_minimum,
                    now_ns_ + at.minimum.closed_for_ns(minimum));
    }
}

void GateTree::renew_minimum(uint32_t gate) {
    gates_[gate].minimum_parked = false;
    place_by_minimum(gate);
}

void GateTree::enter(uint32_t gate, size_t level) {
    const uint32_t parent = plan(gate).parent;
    GateLevel& at = gates_[parent].levels[level];
    gates_[gate].time[level] = std::max(gates_[gate].time[level], at.now);
    gates_[gate].position[level] = at.child_count;
    heap(parent, level)[at.child_count++] = gate;
    sift_up(gate, level);
}

void GateTree::leave(uint32_t gate, size_t level) {
    const uint32_t parent = plan(gate).parent;
    uint32_t* const children = heap(parent, level);
    const uint32_t last = children[--gates_[parent].levels[level].child_count];
    const uint32_t hole = std::exchange(gates_[gate].position[level], kNone);
    if (last == gate)
        return;
    children[hole] = last;
    gates_[last].position[level] = hole;
    sift_up(last, level);
    sift_down(last, level);
}

void GateTree::sift_up(uint32_t gate, size_t level) {
    uint32_t* const children = heap(plan(gate).parent, level);
    uint32_t at = gates_[gate].position[level];
    while (at > 0) {
        const uint32_t above = (at - 1) / 2;
        if (gates_[children[above]].time[level] <= gates_[gate].time[level])
            break;
        children[at] = children[above];
        gates_[children[at]].position[level] = at;
        at = above;
    }
    children[at] = gate;
    gates_[gate].position[level] = at;
}

void GateTree::sift_down(uint32_t gate, size_t level) {
    const uint32_t parent = plan(gate).parent;
    uint32_t* const children = heap(parent, level);
    const uint32_t count = gates_[parent].levels[level].child_count;
    uint32_t at = gates_[gate].position[level];
    for (;;) {
        uint32_t below = 2 * at + 1;
        if (below >= count)
            break;
        if (below + 1 < count &&
            gates_[children[below + 1]].time[level] < gates_[children[below]].time[level])
            ++below;
        if (gates_[gate].time[level] <= gates_[children[below]].time[level])
            break;
        children[at] = children[below];
        gates_[children[at]].position[level] = at;
        at = below;
    }
    children[at] = gate;
    gates_[gate].position[level] = at;
}

size_t GateTree::memory_bytes() const {
    const size_t gates = plan_ == nullptr ? 0 : plan_->gates.size();
    return gates * (2 * sizeof(Gate) + kServiceLevelCount * sizeof(uint32_t));
}

}  // namespace sluice
