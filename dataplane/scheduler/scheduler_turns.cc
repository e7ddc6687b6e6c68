// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <span>

#include "dataplane/scheduler/scheduler.h"

namespace sluice {
namespace {

// Of those whose wait is over, in one call: a bound on its time.
constexpr uint32_t kReleasedAtOnce = 512;

}  // namespace

void Scheduler::run(uint64_t now_ns, Departures& out) {
    set_now(now_ns);
    if (plan_ == nullptr)
        return;
    if (!evicted_.all().empty() && out.room() >= evicted_.all().size()) {
        for (const Departure& lost : evicted_.all())
            out.add(lost);
        evicted_.clear();
    }
    wheel_.advance(
        now_ns, kReleasedAtOnce, [this](uint32_t parked) -> uint32_t& { return next_of(parked); },
        [this](uint32_t parked) { prefetch_parked(parked); },
        [this](uint32_t parked) { release(parked); });
    for (GateTree& gates : trees_)
        prefetch_opened(gates);
    // Neither direction waits for the other: they take turns at who is first.
    up_first_ = !up_first_;
    GateTree& first = trees_[up_first_ ? 0 : 1];
    GateTree& second = trees_[up_first_ ? 1 : 0];
    while (out.room() > Departures::kCapacity / 2 && serve(first, out)) {
    }
    while (!out.full() && serve(second, out)) {
    }
    counts_.waiting_packets.set(queues_.packets().in_use());
    counts_.leaves.set(leaves_.pool().in_use());
}

uint64_t Scheduler::weight_at_the_top() {
    uint64_t weight = 0;
    for (GateTree& gates : trees_)
        for (const GateLevel& level : gates[ShapingPlan::kTop].levels)
            weight += level.weight;
    return weight;
}

// RFC 6057's state, as it is now.
ServiceLevel Scheduler::level_of(const Leaf& leaf) const {
    if (leaf.is_service_flow)
        return ServiceLevel::guaranteed;
    return subscribers_.conditions(leaf.record).has(Condition::best_effort, leaf.direction)
               ? ServiceLevel::best_effort
               : ServiceLevel::priority_best_effort;
}

// Into its gate's lists, or onto the wheel until its own rate allows it.
void Scheduler::begin_turns(uint32_t number, bool fresh) {
    Leaf& leaf = leaves_[number];
    leaf.gate = leaf.moves_to;
    const Rate& rate = leaves_.rate(leaf);
    if (rate.bps != 0) {
        leaf.bucket.fill(rate, now_ns_);
        if (!leaf.bucket.open())
            return park(number, now_ns_ + leaf.bucket.closed_for_ns(rate));
    }
    leaf.level = level_of(leaf);
    leaf.weight = static_cast<uint16_t>(plan_->tier(leaf.tier).weight);  // at most 1,000
    GateTree& gates = tree(leaf.direction);
    GateLevel& level = gates[leaf.gate].levels[static_cast<size_t>(leaf.level)];
    (fresh ? level.fresh : level.old).push_back(leaves_.links(), number);
    leaf.state = fresh ? Leaf::State::fresh : Leaf::State::old;
    if (const FlowLists* const lists = leaves_.next_lists(number))
        queues_.prefetch_last(*lists);
    gates.add_weight(leaf.gate, leaf.level, leaf.weight);
    if (leaf.guarantee != kNone)
        begin_guarantee(leaf.guarantee);
}

// The leaf is the list's first.
void Scheduler::end_turns(uint32_t number, CircularList<Link>& list) {
    Leaf& leaf = leaves_[number];
    list.pop_front(leaves_.links());
    tree(leaf.direction).remove_weight(leaf.gate, leaf.level, leaf.weight);
    leaf.state = Leaf::State::idle;
}

void Scheduler::park(uint32_t number, uint64_t until_ns) {
    leaves_[number].state = Leaf::State::parked;
    wheel_.park(Parked{Parked::Kind::leaf, {}, number}.encoded(), leaves_.links()[number].next,
                until_ns);
}

// Each until its own rate allows it: what else the subscriber sends need not wait for them.
void Scheduler::park_groups(const Leaf& leaf) {
    for (uint32_t number = leaf.groups; number != kNone; number = leaves_.groups()[number].next) {
        Group& group = leaves_.groups()[number];
        if (group.parked || group.flows.empty())
            continue;
        group.parked = true;
        wheel_.park(Parked{Parked::Kind::group, {}, number}.encoded(), group.next_parked,
                    now_ns_ + group.bucket.closed_for_ns(group.rate));
    }
}

void Scheduler::begin_guarantee(uint32_t number) {
    Guarantee& guarantee = leaves_.guarantees()[number];
    if (guarantee.state != Guarantee::State::idle)
        return;
    const Leaf& leaf = leaves_[guarantee.leaf];
    const Rate& minimum = leaves_.minimum(leaf);
    if (minimum.bps == 0)
        return;
    guarantee.bucket.fill(minimum, now_ns_);
    if (!guarantee.bucket.open()) {
        guarantee.state = Guarantee::State::parked;
        wheel_.park(Parked{Parked::Kind::guarantee, {}, number}.encoded(), guarantee.next,
                    now_ns_ + guarantee.bucket.closed_for_ns(minimum));
        return;
    }
    GateTree& gates = tree(leaf.direction);
    guarantee.state = Guarantee::State::waiting;
    guarantee.gate = leaf.gate;
    gates[leaf.gate].guarantees.push_back(leaves_.guarantees().data(), number);
    gates.add_weight(leaf.gate, ServiceLevel::guaranteed, 1);
}

uint32_t& Scheduler::next_of(uint32_t encoded) {
    const Parked parked = Parked::decode(encoded);
    switch (parked.kind) {
        case Parked::Kind::leaf:
            return leaves_.links()[parked.number].next;
        case Parked::Kind::guarantee:
            return leaves_.guarantees()[parked.number].next;
        case Parked::Kind::gate:
            return tree(parked.direction)[parked.number].next;
        case Parked::Kind::group:
            return leaves_.groups()[parked.number].next_parked;
        case Parked::Kind::minimum:
            break;
    }
    return tree(parked.direction)[parked.number].next_minimum;
}

void Scheduler::prefetch_parked(uint32_t encoded) const {
    const Parked parked = Parked::decode(encoded);
    if (parked.kind == Parked::Kind::leaf)
        leaves_.prefetch_at(parked.number);
}

void Scheduler::release(uint32_t encoded) {
    const Parked parked = Parked::decode(encoded);
    switch (parked.kind) {
        case Parked::Kind::leaf:
            leaves_[parked.number].state = Leaf::State::idle;
            if (leaves_[parked.number].packets != 0)
                begin_turns(parked.number, false);
            else
                leaves_.end_flows(leaves_[parked.number], queues_);
            return;
        case Parked::Kind::group: {
            Group& group = leaves_.groups()[parked.number];
            group.parked = false;
            if (leaves_[group.leaf].state == Leaf::State::idle && !group.flows.empty())
                begin_turns(group.leaf, false);
            return;
        }
        case Parked::Kind::guarantee: {
            Guarantee& guarantee = leaves_.guarantees()[parked.number];
            guarantee.state = Guarantee::State::idle;
            if (leaves_[guarantee.leaf].packets != 0)
                begin_guarantee(parked.number);
            return;
        }
        case Parked::Kind::gate:
            return tree(parked.direction).reopen(parked.number);
        case Parked::Kind::minimum:
            return tree(parked.direction).renew_minimum(parked.number);
    }
}

// One turn of one leaf. False: nobody's turn.
bool Scheduler::serve(GateTree& gates, Departures& out) {
    Turn turn;
    if (!gates.choose(turn))
        return false;
    const GateLevel& level = gates[turn.gate].levels[static_cast<size_t>(turn.level)];
    if (level.fresh.empty() && level.old.empty())
        serve_guarantee(gates, turn, out);
    else
        serve_leaves(gates, turn, out);
    return true;
}

// One leaf after the other, as far as it makes no odds to other gates.
void Scheduler::serve_leaves(GateTree& gates, Turn& turn, Departures& out) {
    const GateLevel& level = gates[turn.gate].levels[static_cast<size_t>(turn.level)];
    uint32_t sum = 0;
    do {
        const uint32_t bytes = serve_leaf(gates, turn, out);
        turn.credit -= static_cast<int64_t>(bytes * kCreditPerByte);
        sum += bytes;
    } while (sum < turn.most_bytes && turn.credit > 0 && !out.full() &&
             !(level.fresh.empty() && level.old.empty()));
    if (sum != 0)
        gates.served(turn, sum);
}

uint32_t Scheduler::serve_leaf(GateTree& gates, const Turn& turn, Departures& out) {
    GateLevel& level = gates[turn.gate].levels[static_cast<size_t>(turn.level)];
    const bool is_fresh = !level.fresh.empty();
    CircularList<Link>& list = is_fresh ? level.fresh : level.old;
    const uint32_t number = list.first(leaves_.links());
    Leaf& leaf = leaves_[number];
    if (gates.stays_open(turn.gate, FlowQueues::kQuantum))
        prefetch_after(number);

    const uint32_t bytes = send(leaf, turn.credit, out);
    go_on(number, level, is_fresh, bytes != 0 || out.full());
    return bytes;
}

// After its turn: to the end of the list, onto the wheel, or nowhere.
void Scheduler::go_on(uint32_t number, GateLevel& level, bool is_fresh, bool served) {
    Leaf& leaf = leaves_[number];
    CircularList<Link>& list = is_fresh ? level.fresh : level.old;
    if (leaf.packets == 0) {
        // It stays for a round, so that who comes and goes is not fresh twice in one.
        if (is_fresh && !level.old.empty()) {
            level.old.push_back(leaves_.links(), list.pop_front(leaves_.links()));
            leaf.state = Leaf::State::old;
        } else {
            end_turns(number, list);
            leaves_.end_flows(leaf, queues_);
        }
        return;
    }
    const Rate& rate = leaves_.rate(leaf);
    if (rate.bps != 0 && !leaf.bucket.open()) {
        end_turns(number, list);
        return park(number, now_ns_ + leaf.bucket.closed_for_ns(rate));
    }
    if (leaf.deficit > 0) {
        if (served)
            return;               // the gate, or `out`, has no more
        end_turns(number, list);  // all that waits waits for a rate that a rule gave it
        return park_groups(leaf);
    }
    leaf.deficit += plan_->tier(leaf.tier).quantum;
    if (leaf.gate != leaf.moves_to || leaf.level != level_of(leaf)) {
        end_turns(number, list);
        return begin_turns(number, false);
    }
    if (is_fresh) {
        level.old.push_back(leaves_.links(), list.pop_front(leaves_.links()));
        leaf.state = Leaf::State::old;
    } else {
        list.rotate(leaves_.links());
    }
}

void Scheduler::serve_guarantee(GateTree& gates, const Turn& turn, Departures& out) {
    Gate& gate = gates[turn.gate];
    const uint32_t number = gate.guarantees.first(leaves_.guarantees().data());
    Guarantee& guarantee = leaves_.guarantees()[number];
    Leaf& leaf = leaves_[guarantee.leaf];
    const Rate& minimum = leaves_.minimum(leaf);
    guarantee.bucket.fill(minimum, now_ns_);
    const int64_t deficit = leaf.deficit;
    leaf.deficit = INT32_MAX;                             // this is beside its turns
    const int64_t one_packet = minimum.bps == 0 ? 0 : 1;  // 0: its tier has none any more
    const uint32_t bytes = send(leaf, std::min(turn.credit, one_packet), out);
    leaf.deficit = static_cast<int32_t>(deficit);
    if (bytes != 0)
        gates.served(turn, bytes);
    if (bytes != 0 && leaf.packets != 0 && guarantee.bucket.open() && !out.full()) {
        gate.guarantees.rotate(leaves_.guarantees().data());
        return;
    }
    gate.guarantees.pop_front(leaves_.guarantees().data());
    gates.remove_weight(turn.gate, ServiceLevel::guaranteed, 1);
    guarantee.state = Guarantee::State::idle;
    if (leaf.packets != 0 && minimum.bps != 0) {
        guarantee.state = Guarantee::State::parked;
        wheel_.park(Parked{Parked::Kind::guarantee, {}, number}.encoded(), guarantee.next,
                    now_ns_ + guarantee.bucket.closed_for_ns(minimum));
    }
}

// As far as its turn, its own rate, the gates' credit and the room in `out` go.
uint32_t Scheduler::send(Leaf& leaf, int64_t credit, Departures& out) {
    const Rate& rate = leaves_.rate(leaf);
    if (rate.bps != 0)
        leaf.bucket.fill(rate, now_ns_);
    uint32_t sent = 0;
    while (leaf.deficit > 0 && credit > 0 && !out.full() && (rate.bps == 0 || leaf.bucket.open())) {
        uint32_t bytes = 0;
        if (!leaves_.take(leaf, queues_, now_ns_, out, bytes))
            break;
        charge(leaf, bytes);
        leaf.deficit -= static_cast<int32_t>(bytes);
        credit -= static_cast<int64_t>(bytes * kCreditPerByte);
        sent += bytes;
    }
    return sent;
}

// What the first turns at gates that were closed will read: whatever the worker did meanwhile has
// had the caches. Step by step, so that all of them wait for memory together.
void Scheduler::prefetch_opened(GateTree& gates) {
    const Link* const links = leaves_.links();
    std::array<uint32_t, GateTree::kMostOpened> numbers;
    size_t count = 0;
    for (const uint32_t gate : gates.opened()) {
        const auto& levels = gates[gate].levels;
        const auto level = std::ranges::find_if(
            levels, [](const GateLevel& at) { return !at.fresh.empty() || !at.old.empty(); });
        if (level == levels.end())
            continue;
        numbers[count] = level->fresh.empty() ? level->old.last() : level->fresh.last();
        __builtin_prefetch(&links[numbers[count++]]);
    }
    gates.forget_opened();
    const std::span opened(numbers.data(), count);
    for (uint32_t& number : opened) {
        number = links[number].next;
        leaves_.prefetch_at(number);
        __builtin_prefetch(&links[number]);
    }
    const auto step = [&](auto&& look) {
        for (const uint32_t number : opened)
            if (const FlowLists* const lists = leaves_.next_lists(number))
                look(*lists);
    };
    step([this](const FlowLists& lists) { queues_.prefetch_last(lists); });
    step([this](const FlowLists& lists) { queues_.prefetch_first(lists); });
    step([this](const FlowLists& lists) { queues_.prefetch_packet(lists); });
    step([this](const FlowLists& lists) { queues_.prefetch_buffer(lists); });
}

// What the next turns at this gate will read, a step of it for each that is nearer.
void Scheduler::prefetch_after(uint32_t number) {
    const Link* const links = leaves_.links();
    const uint32_t second = links[links[number].next].next;
    const uint32_t third = links[second].next;
    const uint32_t fourth = links[third].next;
    leaves_.prefetch_at(links[fourth].next);
    if (const FlowLists* const lists = leaves_.next_lists(fourth))
        queues_.prefetch_last(*lists);
    if (const FlowLists* const lists = leaves_.next_lists(third))
        queues_.prefetch_first(*lists);
    if (const FlowLists* const lists = leaves_.next_lists(second))
        queues_.prefetch_packet(*lists);
}

}  // namespace sluice
