// SPDX-License-Identifier: Apache-2.0
#include "dataplane/poll_loop.h"

#include <algorithm>
#include <span>

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_pause.h>
#include <time.h>

#include "dataplane/pipeline.h"
#include "dataplane/rewrite.h"
#include "dataplane/scheduler/scheduler.h"
#include "dataplane/shunt/shunt.h"

namespace sluice {
namespace {

// While packets wait for their rates: short beside any rate's burst, so that none is lost. A worker
// that never slept then would use up its share of a core that it has to share.
constexpr uint64_t kWaitingSleepNs = 50'000;

// By the clock that an operator sets, and that may step; the worker's own runs on.
int64_t wall_time_s() {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

void sleep_ns(uint64_t duration_ns) {
    const timespec duration{.tv_sec = 0, .tv_nsec = static_cast<long>(duration_ns)};
    nanosleep(&duration, nullptr);
}

}  // namespace

PollLoop::PollLoop(Worker& worker, Shared& shared)
    : worker_(worker),
      shared_(shared),
      heartbeat_(shared.heartbeats, worker.index, shared.heartbeat) {
    for (uint16_t index = 0; index < shared.ports.size(); ++index) {
        const Port& port = shared.ports[index];
        Outbox outbox;
        for (uint32_t lane = 0; lane < port.lanes.size(); ++lane) {
            if (lane_worker(index, lane, worker.workers) != worker.index)
                continue;
            receives_.push_back({.lane = port.lanes[lane],
                                 .port = index,
                                 .bypassable = has_bypass(shared.ports, index)});
            outbox.own_lane = true;
            outbox.lane = port.lanes[lane];
        }
        const auto lanes = static_cast<uint32_t>(port.lanes.size());
        outbox.lane_owner = lane_worker(index, worker.index % lanes, worker.workers);
        outboxes_.push_back(outbox);
    }
    answer_boxes_.resize(shared.ports.size());
}

void PollLoop::run() {
    uint64_t busy_until_ns = shared_.clock.now_ns();
    while (!shared_.stopping.load(std::memory_order_acquire)) {
        const Snapshot& snapshot = shared_.snapshots.quiescent(worker_.index);
        if (snapshot.number() != worker_.snapshot_number)
            worker_.adopt(snapshot);
        const LocalityTable* const localities = shared_.localities.load(std::memory_order_seq_cst);
        if (localities != worker_.localities)
            worker_.adopt(localities);

        const uint64_t now_ns = shared_.clock.now_ns();
        show_life(now_ns);
        tell_time(now_ns);
        bool busy = poll_rings(now_ns);
        if (!shared_.draining.load(std::memory_order_acquire))
            busy |= poll_lanes(now_ns);
        busy |= run_queues(now_ns);
        drop_late(now_ns);
        flush_all();
        exchange_news(now_ns);
        answer_queries(now_ns);
        worker_.sweep(now_ns);
        worker_.record_long_flows(now_ns);
        if (worker_.shunt != nullptr)
            worker_.shunt->step(worker_, now_ns);
        worker_.usage.step(worker_.flows, now_ns);
        worker_.counters.loops++;

        if (busy) {
            busy_until_ns = shared_.clock.now_ns();
            worker_.counters.busy_ns.add(busy_until_ns - now_ns);
        } else {
            worker_.expire(now_ns, Burst::kCapacity);
            rest(busy_until_ns, now_ns);
        }
    }
    shared_.snapshots.offline(worker_.index);
}

bool PollLoop::poll_lanes(uint64_t now_ns) {
    bool any = false;
    bool full = false;
    for (const Receive& receive : receives_) {
        rte_mbuf* mbufs[Burst::kCapacity];
        const uint16_t count =
            rte_eth_rx_burst(receive.lane.dpdk_port, receive.lane.queue, mbufs, Burst::kCapacity);
        if (count == 0)
            continue;
        any = true;
        full |= count == Burst::kCapacity;
        if (receive.bypassable)
            bypassable_ns_ = now_ns;
        if (receive.bypassable && receives_late(now_ns)) [[unlikely]] {
            discard(receive.port, std::span(mbufs, count));
            continue;
        }
        if (shared_.ports[receive.port].role == PortRole::inject) {
            rte_pktmbuf_free_bulk(mbufs, count);  // what its network says to all
            continue;
        }
        for (rte_mbuf* mbuf : std::span(mbufs, count))
            rte_prefetch0(rte_pktmbuf_mtod(mbuf, const void*));
        for (rte_mbuf* mbuf : std::span(mbufs, count))
            take(mbuf, receive.port);
        finish_burst(now_ns);
    }
    if (any)
        worker_.overload.see(full);
    return any;
}

bool PollLoop::poll_rings(uint64_t now_ns) {
    bool any = false;
    for (uint32_t from = 0; from < worker_.workers; ++from) {
        if (from == worker_.index)
            continue;
        std::array<Handed, Burst::kCapacity> batch;
        const size_t count = shared_.rings.between(from, worker_.index).pop(batch);
        if (count == 0)
            continue;
        any = true;
        for (const Handed& handed : std::span(batch).first(count)) {
            if (discarding_ && handed.purpose != Handed::Purpose::answer &&
                has_bypass(shared_.ports, handed.port)) {
                drop_stalled(handed.mbuf);
                continue;
            }
            if (handed.purpose == Handed::Purpose::transmit) {
                send(handed.port, handed.mbuf);
                continue;
            }
            if (handed.purpose == Handed::Purpose::answer) {
                queue_answer(handed.port, handed.mbuf, kCountedElsewhere);
                continue;
            }
            worker_.counters.handed_in++;
            Packet& packet = take(handed.mbuf, handed.port);
            packet.handed_in = true;
            packet.verdict = handed.verdict;
        }
        finish_burst(now_ns);
    }
    return any;
}

Packet& PollLoop::take(rte_mbuf* mbuf, uint16_t port) {
    Packet& packet = burst_.packets[burst_.count++];
    packet.data = rte_pktmbuf_mtod(mbuf, uint8_t*);
    packet.length = rte_pktmbuf_data_len(mbuf);
    packet.wire_length = rte_pktmbuf_pkt_len(mbuf);
    packet.mbuf = mbuf;
    packet.port = port;
    packet.fate = Fate::live;
    packet.oversized = mbuf->nb_segs > 1;
    packet.handed_in = false;
    packet.verdict = {};
    return packet;
}

void PollLoop::finish_burst(uint64_t now_ns) {
    burst_.now_ns = now_ns;
    process(burst_, worker_);
    for (Packet& packet : burst_.all()) {
        switch (packet.fate) {
            case Fate::handed:
                hand(packet);
                break;
            case Fate::dropped:
                rte_pktmbuf_free(packet.mbuf);
                break;
            case Fate::held:  // the scheduler has it
                break;
            case Fate::observed:
                rte_pktmbuf_free(packet.mbuf);
                break;
            case Fate::live:
            case Fate::forwarded:
                send(shared_.ports[packet.port].peer, packet.mbuf);
                break;
        }
    }
    burst_.count = 0;
    send_answers(now_ns);
}

// Bounded, so that what arrives meanwhile is not kept waiting by what has waited.
bool PollLoop::run_queues(uint64_t now_ns) {
    constexpr int kMostBatches = 4;
    if (worker_.scheduler == nullptr || !worker_.scheduler->on())
        return false;
    bool any = false;
    for (int batch = 0; batch < kMostBatches; ++batch) {
        departures_.clear();
        worker_.run_queues(now_ns, departures_);
        for (const Departure& departure : departures_.all()) {
            auto* const mbuf = static_cast<rte_mbuf*>(departure.buffer);
            if (departure.is_dropped()) {
                rte_pktmbuf_free(mbuf);
                continue;
            }
            if (departure.fate == Departure::Fate::marked)
                set_congestion_experienced(rte_pktmbuf_mtod(mbuf, uint8_t*) + departure.ip_offset);
            send(shared_.ports[departure.port].peer, mbuf);
        }
        any |= !departures_.all().empty();
        if (departures_.room() > Departures::kCapacity / 4)
            break;
    }
    return any;
}

void PollLoop::hand(const Packet& packet) {
    const Handed handed{.mbuf = packet.mbuf,
                        .port = packet.port,
                        .purpose = Handed::Purpose::process,
                        .verdict = packet.verdict};
    if (shared_.rings.between(worker_.index, packet.owner).push(handed)) {
        worker_.counters.handed_out++;
        return;
    }
    worker_.count_drop(DropReason::handoff_full, packet.wire_length);
    rte_pktmbuf_free(packet.mbuf);
}

void PollLoop::send(uint16_t port, rte_mbuf* mbuf) {
    Outbox& outbox = outboxes_[port];
    if (outbox.count == outbox.mbufs.size())
        flush(port);
    outbox.mbufs[outbox.count++] = mbuf;
}

void PollLoop::flush_all() {
    for (uint16_t port = 0; port < outboxes_.size(); ++port) {
        if (outboxes_[port].count > 0)
            flush(port);
    }
    flush_answers(kCountedElsewhere);
}

void PollLoop::flush(uint16_t port) {
    Outbox& outbox = outboxes_[port];
    if (!outbox.own_lane) {
        HandoffRing& ring = shared_.rings.between(worker_.index, outbox.lane_owner);
        for (rte_mbuf* mbuf : std::span(outbox.mbufs).first(outbox.count)) {
            const Handed handed{
                .mbuf = mbuf, .port = port, .purpose = Handed::Purpose::transmit, .verdict = {}};
            if (ring.push(handed))
                continue;
            worker_.count_drop(DropReason::handoff_full, rte_pktmbuf_pkt_len(mbuf));
            rte_pktmbuf_free(mbuf);
        }
        outbox.count = 0;
        return;
    }

    // Read before sending: afterwards the buffers are the driver's.
    std::array<uint32_t, 2 * Burst::kCapacity> lengths;
    for (uint32_t i = 0; i < outbox.count; ++i)
        lengths[i] = rte_pktmbuf_pkt_len(outbox.mbufs[i]);
    uint32_t sent = 0;
    for (int tries = 0; tries < kTransmitTries && sent < outbox.count; ++tries) {
        sent += rte_eth_tx_burst(outbox.lane.dpdk_port, outbox.lane.queue, &outbox.mbufs[sent],
                                 static_cast<uint16_t>(outbox.count - sent));
    }
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < sent; ++i)
        bytes += lengths[i];
    // What leaves by the core port goes up.
    const bool up = shared_.ports[port].role != PortRole::access;
    worker_.count_forwarded(up ? Direction::up : Direction::down, sent, bytes);
    for (uint32_t i = sent; i < outbox.count; ++i) {
        worker_.count_drop(DropReason::transmit_full, lengths[i]);
        rte_pktmbuf_free(outbox.mbufs[i]);
    }
    outbox.count = 0;
}

void PollLoop::exchange_news(uint64_t now_ns) {
    LearntEndpoints& endpoints = worker_.classifier.endpoints();
    worker_.counters.endpoint_news_dropped.add(
        shared_.endpoint_news.tell(worker_.index, endpoints));
    shared_.endpoint_news.hear(worker_.index, endpoints,
                               static_cast<uint32_t>(now_ns / 1'000'000'000));
}

void PollLoop::tell_time(uint64_t now_ns) {
    constexpr uint64_t kEveryNs = 250'000'000;
    if (now_ns - time_told_ns_ < kEveryNs && time_told_ns_ != 0)
        return;
    time_told_ns_ = now_ns;
    worker_.tell_time(wall_time_s());
}

void PollLoop::answer_queries(uint64_t now_ns) {
    if (query_ == nullptr && !commands_.pop(query_))
        return;
    if (!query_->answer_slice(worker_, now_ns))
        return;
    query_->finish();
    query_ = nullptr;
}

void PollLoop::rest(uint64_t idle_since_ns, uint64_t now_ns) {
    const bool waiting = worker_.scheduler != nullptr && worker_.scheduler->waiting_packets() != 0;
    if (shared_.idle_sleep_ns == 0 || now_ns - idle_since_ns < shared_.idle_after_ns ||
        query_ != nullptr) {
        rte_pause();
        return;
    }
    shared_.snapshots.offline(worker_.index);
    sleep_ns(waiting ? std::min(shared_.idle_sleep_ns, kWaitingSleepNs) : shared_.idle_sleep_ns);
}

}  // namespace sluice
