// SPDX-License-Identifier: Apache-2.0
#include "bench/box.h"

#include <chrono>
#include <thread>
#include <utility>

#include <rte_mbuf.h>

#include "bench/core_time.h"
#include "classifier/signatures.h"

namespace sluice::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr uint16_t kAccess = 0;
constexpr uint16_t kCore = 1;

template <typename Burst>
double time_per_packet(uint64_t packets, Burst&& burst) {
    const uint64_t start_ns = core_time_ns();
    uint64_t done = 0;
    while (done < packets)
        done += burst();
    return static_cast<double>(core_time_ns() - start_ns) / static_cast<double>(done);
}

}  // namespace

Box::Box(CapturePort& port, const WorkerSettings& settings, const Load& load,
         std::shared_ptr<const Snapshot> snapshot)
    : port_(port),
      load_(load),
      first_snapshot_(std::move(snapshot)),
      worker_(settings, subscribers_, Signatures::built_in(),
              make_shared_credit(static_cast<uint32_t>(first_snapshot_->policy().rules.size()))),
      published_(first_snapshot_.get()) {
    worker_.ports = {{.side = PortTraits::Side::access}, {.side = PortTraits::Side::core}};
    worker_.adopt(*first_snapshot_);
}

uint16_t Box::receive() {
    const uint16_t count = port_.receive(mbufs_.data(), Burst::kCapacity);
    received_ += count;
    return count;
}

uint32_t Box::variant_number() const {
    const uint32_t pass = static_cast<uint32_t>(passes_);
    const uint32_t number =
        scattered_ ? pass * 0x9e37'79b1u + next_in_pass_ / 2 * 0x85eb'ca6bu : pass;
    return number & (load_.variants - 1);
}

bool Box::rewrite_next(uint8_t* frame) {
    if (scattered_)
        variant_ = Variant(variant_number());
    const bool up = variant_.apply(frame);
    if (++next_in_pass_ == port_.capture_packets()) {
        next_in_pass_ = 0;
        ++passes_;
        variant_ = Variant(variant_number());
    }
    return up;
}

// Where the capture's time runs faster than the clock, the clock is read all the same: the box
// reads it once per burst.
uint64_t Box::now_ns() const {
    const auto real = static_cast<uint64_t>(Clock::now().time_since_epoch().count());
    if (load_.pass_ns == 0)
        return real;
    return (passes_ + 1) * load_.pass_ns + load_.pass_ns * next_in_pass_ / port_.capture_packets() +
           (real & 1);
}

double Box::bare_ns(uint64_t packets) {
    return time_per_packet(packets, [this] {
        const uint16_t count = receive();
        port_.send(mbufs_.data(), count);
        sent_ += count;
        return count;
    });
}

double Box::baseline_ns(uint64_t packets) {
    return time_per_packet(packets, [this] {
        const uint16_t count = receive();
        for (uint16_t i = 0; i < count; ++i)
            rewrite_next(rte_pktmbuf_mtod(mbufs_[i], uint8_t*));
        port_.send(mbufs_.data(), count);
        sent_ += count;
        return count;
    });
}

double Box::measured_ns(uint64_t packets) {
    return time_per_packet(packets, [this] {
        const Snapshot* published = published_.load(std::memory_order_acquire);
        if (published->number() != worker_.snapshot_number) {
            worker_.adopt(*published);
            adopted_.store(published->number(), std::memory_order_release);
        }
        const uint16_t count = receive();
        const uint16_t left = process_burst(count);
        port_.send(mbufs_.data(), left);
        sent_ += left;
        return count;
    });
}

void Box::wait_until_quiescent() const {
    const uint64_t before = bursts_.load();
    while (bursts_.load() < before + 2 && !waiting_ended_.load())
        std::this_thread::yield();
}

uint16_t Box::process_burst(uint16_t count) {
    for (uint16_t i = 0; i < count; ++i) {
        rte_mbuf* const mbuf = mbufs_[i];
        Packet& packet = burst_.packets[i];
        packet.data = rte_pktmbuf_mtod(mbuf, uint8_t*);
        packet.length = rte_pktmbuf_data_len(mbuf);
        packet.wire_length = rte_pktmbuf_pkt_len(mbuf);
        packet.mbuf = mbuf;
        packet.port = rewrite_next(packet.data) ? kAccess : kCore;
        packet.fate = Fate::live;
        packet.oversized = mbuf->nb_segs > 1;
        packet.verdict = {};
    }
    burst_.count = count;
    burst_.now_ns = now_ns();
    process(burst_, worker_);
    worker_.sweep(burst_.now_ns);
    worker_.usage.step(worker_.flows, burst_.now_ns);
    bursts_.store(bursts_.load(std::memory_order_relaxed) + 1, std::memory_order_release);

    uint16_t left = 0;
    for (const Packet& packet : burst_.all()) {
        if (packet.fate == Fate::dropped)
            rte_pktmbuf_free(packet.mbuf);
        else
            mbufs_[left++] = packet.mbuf;
    }
    return left;
}

}  // namespace sluice::bench
