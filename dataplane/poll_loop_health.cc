// SPDX-License-Identifier: Apache-2.0
// A worker's signs of life, and how it lets go of its packets.
#include <array>
#include <span>

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>

#include "dataplane/monotonic_clock.h"
#include "dataplane/poll_loop.h"

namespace sluice {
namespace {

// After which a TCP sender has sent again (RFC 6298 with Linux's least timeout), and a call has
// long played on: what has waited for longer would only come twice, and behind what is newer.
constexpr uint64_t kTooLateNs = 200'000'000;

// Between a frame's verdict and its place in the socket's ring there is less than one turn of the
// kernel's polling.
constexpr uint64_t kQuietNs = 3'000'000;

}  // namespace

void PollLoop::show_life(uint64_t now_ns) {
    const uint64_t away_ns = looped_ns_ == 0 ? 0 : now_ns - looped_ns_;
    looped_ns_ = now_ns;
    if (away_ns > kTooLateNs)
        discard_late(now_ns);
    if (shared_.standing_down.load(std::memory_order_acquire))
        return stand_down(now_ns);
    if (now_ns - beaten_ns_ < heartbeat_.period_ns() && beaten_ns_ != 0)
        return;
    beaten_ns_ = now_ns;
    if (!has_buffers())
        return heartbeat_.withhold(SLUICE_NO_BUFFERS);
    if (heartbeat_.beat(monotonic_ns()) != 0)
        worker_.counters.stalls++;
}

// A driver that finds none for a burst receives nothing, and says so to nobody.
bool PollLoop::has_buffers() const {
    if (shared_.pool == nullptr)
        return true;
    std::array<void*, Burst::kCapacity> buffers;
    if (rte_mempool_get_bulk(shared_.pool, buffers.data(), buffers.size()) != 0)
        return false;
    rte_mempool_put_bulk(shared_.pool, buffers.data(), buffers.size());
    return true;
}

// Of ports that nothing goes past everything is kept: it has waited only because there was no other
// way, and the newest of it is wanted.
void PollLoop::discard_late(uint64_t now_ns) {
    constexpr size_t kMostRounds = HandoffRings::kCapacity / Burst::kCapacity;
    discard_received();
    discarding_ = true;
    for (size_t round = 0; round < kMostRounds && poll_rings(now_ns); ++round) {
    }
    discarding_ = false;
}

void PollLoop::discard_received() {
    constexpr int kMostBursts = 64;  // beyond what any ring of ours holds
    for (const Receive& receive : receives_) {
        if (!receive.bypassable)
            continue;
        const auto direction = static_cast<size_t>(
            shared_.ports[receive.port].role == PortRole::access ? Direction::up : Direction::down);
        for (int burst = 0; burst < kMostBursts; ++burst) {
            std::array<rte_mbuf*, Burst::kCapacity> mbufs;
            const uint16_t count = rte_eth_rx_burst(receive.lane.dpdk_port, receive.lane.queue,
                                                    mbufs.data(), Burst::kCapacity);
            if (count == 0)
                break;
            for (rte_mbuf* mbuf : std::span(mbufs).first(count)) {
                worker_.counters.received_packets[direction]++;
                worker_.counters.received_bytes[direction].add(rte_pktmbuf_pkt_len(mbuf));
                drop_stalled(mbuf);
            }
        }
    }
}

void PollLoop::drop_stalled(rte_mbuf* mbuf) {
    worker_.count_drop(DropReason::stalled, rte_pktmbuf_pkt_len(mbuf));
    rte_pktmbuf_free(mbuf);
}

void PollLoop::stand_down(uint64_t now_ns) {
    if (!withdrawn_) {
        withdrawn_ = true;
        bypassable_ns_ = now_ns;
        heartbeat_.withdraw();
    }
    if (stood_down_ || now_ns - bypassable_ns_ < kQuietNs)
        return;
    stood_down_ = true;
    shared_.stood_down.fetch_add(1, std::memory_order_release);
}

}  // namespace sluice
