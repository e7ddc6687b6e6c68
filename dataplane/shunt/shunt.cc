// SPDX-License-Identifier: Apache-2.0
#include "dataplane/shunt/shunt.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "dataplane/leaving_dscp.h"
#include "dataplane/shunt/needs_worker.h"
#include "dataplane/worker.h"

namespace sluice {
namespace {

// A flow that has not come so far may be over before the kernel knows it. To be asked for with
// every so many packets.
constexpr uint32_t kPacketsApart = 32;

constexpr uint8_t kNoDscp = 0xff;  // which no packet has

std::atomic_ref<uint32_t> round_of(sluice_shunted_direction& direction) {
    return std::atomic_ref<uint32_t>(direction.round);
}

// Whether it may be another's turn to decide: the next packet finds out.
bool may_decide_anew(const Flow& flow, const Worker& worker) {
    const Dependencies& asks = worker.snapshot->dependencies();
    return flow.snapshot != worker.decision_round || asks.time || asks.caps ||
           !asks.ip_bytes.empty() ||
           (asks.conditions &&
            flow.conditions != worker.subscribers.conditions(flow.subscriber_record));
}

}  // namespace

Shunt::Shunt(const Settings& settings)
    : always_(settings.always),
      places_shared_(settings.places),
      first_place_(settings.first_place),
      place_count_(settings.place_count),
      requests_(*settings.requests),
      places_(settings.place_count),
      free_(settings.place_count),
      place_of_flow_(std::make_unique<uint32_t[]>(settings.flows)),
      flows_(settings.flows) {
    for (uint32_t place = 0; place < place_count_; ++place)
        free_[place] = place_count_ - 1 - place;
    requests_.wanted.store(always_, std::memory_order_relaxed);
}

void Shunt::consider(const Packet& packet, Worker& worker) {
    Flow& flow = *packet.flow;
    const auto d = static_cast<size_t>(packet.direction);
    if (!flow.shunted) {
        if (flow.packets[d] % kPacketsApart == kPacketsApart - 1 && !needs_worker(packet, worker))
            begin(packet, worker);
        return;
    }
    const uint32_t place = place_of_flow_[worker.flows.index_of(flow)];
    const uint8_t dscp = leaving_dscp(packet);
    sluice_shunted_direction& direction = shared(place).direction[d];
    if (direction.round == worker.snapshot_number && direction.dscp == dscp)
        return;  // it was under way already, or is one that is always the worker's
    if (needs_worker(packet, worker)) {
        // One packet of a kind that is always the worker's says nothing of the others.
        if (!is_open(place, worker))
            let_go(flow, worker);
        return;
    }
    open(place, packet, worker);
}

bool Shunt::is_open(uint32_t place, const Worker& worker) {
    return std::ranges::any_of(shared(place).direction,
                               [&](const sluice_shunted_direction& direction) {
                                   return direction.round == worker.snapshot_number;
                               });
}

void Shunt::begin(const Packet& packet, Worker& worker) {
    if (free_.empty()) {
        worker.counters.shunt_places_exhausted++;
        return;
    }
    Flow& flow = *packet.flow;
    const uint32_t place = free_.back();
    free_.pop_back();
    touched_ = std::max(touched_, place + 1);
    places_[place] = {.flow = worker.flows.index_of(flow), .state = State::shunted};
    place_of_flow_[worker.flows.index_of(flow)] = place;
    flow.shunted = true;
    shared(place) = {};
    for (sluice_shunted_direction& direction : shared(place).direction)
        direction.dscp = kNoDscp;
    open(place, packet, worker);
    requests_.requests.push(
        {.flow = flow.key, .place = first_place_ + place, .wants = ShuntRequest::Wants::begin});
    worker.counters.shunts_begun++;
    worker.counters.shunted_flows.set(in_use());
}

// The packet's direction by its DSCP. The other one is opened by a packet of its own, since what
// usage tells apart is by direction.
void Shunt::open(uint32_t place, const Packet& packet, const Worker& worker) {
    sluice_shunted_direction& direction =
        shared(place).direction[static_cast<size_t>(packet.direction)];
    std::atomic_ref<uint8_t>(direction.dscp).store(leaving_dscp(packet));
    round_of(direction).store(worker.snapshot_number, std::memory_order_release);
}

void Shunt::close(uint32_t place) {
    for (sluice_shunted_direction& direction : shared(place).direction)
        round_of(direction).store(0, std::memory_order_relaxed);
}

void Shunt::let_go(Flow& flow, Worker& worker) {
    const uint32_t place = place_of_flow_[worker.flows.index_of(flow)];
    close(place);
    gather(flow, worker);
    flow.shunted = false;
    places_[place].state = State::ending;
    requests_.requests.push(
        {.flow = flow.key, .place = first_place_ + place, .wants = ShuntRequest::Wants::end});
}

void Shunt::step(Worker& worker, uint64_t now_ns) {
    now_ms_ = static_cast<uint32_t>(now_ns / 1'000'000);
    if (!always_) {
        const WorkerCounters& counters = worker.counters;
        load_.see(now_ns,
                  counters.received_packets[0].get() + counters.received_packets[1].get() +
                      counters.handed_in.get() + gathered_packets_,
                  worker.overload.now());
        requests_.wanted.store(active(), std::memory_order_relaxed);
    }
    take_answers(worker);
    walk(worker, now_ns);
}

// Evenly over kWalkNs.
void Shunt::walk(Worker& worker, uint64_t now_ns) {
    if (!walking_) {
        if (now_ns - walk_began_ns_ < kWalkNs || touched_ == 0)
            return;
        walking_ = true;
        walk_began_ns_ = now_ns;
        next_ = 0;
    }
    const uint64_t due = touched_ * (now_ns - walk_began_ns_ + kWalkNs / 8) / kWalkNs;
    const uint32_t end =
        static_cast<uint32_t>(std::min<uint64_t>({due, uint64_t{next_} + kPlacesAtOnce, touched_}));
    for (uint32_t place = next_; place < end; ++place)
        __builtin_prefetch(&shared(place));
    while (next_ < end)
        look_after(next_++, worker);
    walking_ = next_ < touched_;
}

void Shunt::look_after(uint32_t place, Worker& worker) {
    if (places_[place].state != State::shunted)
        return;
    Flow& flow = worker.flows.at(places_[place].flow);
    gather(flow, worker);
    if (!active() ||
        static_cast<int32_t>(now_ms_ - flow.last_seen_ms) > static_cast<int32_t>(kIdleMs))
        let_go(flow, worker);
    else if (may_decide_anew(flow, worker)) {
        close(place);
        // What a rule asks for may have moved, whether a packet was seen or not.
        if (flow.snapshot == worker.decision_round)
            flow.snapshot = 0;
    }
}

void Shunt::take_answers(Worker& worker) {
    std::array<ShuntAnswer, 64> answers;
    const size_t count = requests_.answers.pop(answers);
    for (const ShuntAnswer& answer : std::span(answers).first(count)) {
        const uint32_t place = answer.place - first_place_;
        if (!answer.refused) {
            gather_left_behind(place, worker);
            free(place, worker);
            continue;
        }
        worker.counters.shunts_refused++;
        if (places_[place].state == State::ending)
            continue;  // its end is answered, too
        Flow& flow = worker.flows.at(places_[place].flow);
        flow.shunted = false;
        free(place, worker);
    }
}

void Shunt::free(uint32_t place, Worker& worker) {
    places_[place] = {};
    free_.push_back(place);
    worker.counters.shunted_flows.set(in_use());
}

void Shunt::gather_all(Worker& worker) {
    for (uint32_t place = 0; place < touched_; ++place) {
        if (places_[place].state == State::shunted)
            gather(worker.flows.at(places_[place].flow), worker);
        else if (places_[place].state == State::ending)
            gather_left_behind(place, worker);
    }
}

size_t Shunt::memory_bytes() const {
    return flows_ * sizeof(uint32_t) + place_count_ * (sizeof(Place) + sizeof(uint32_t)) +
           requests_.requests.capacity() * sizeof(ShuntRequest) +
           requests_.answers.capacity() * sizeof(ShuntAnswer);
}

}  // namespace sluice
