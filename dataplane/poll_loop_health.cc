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

// What has waited for so long was overtaken by all that went past the workers: its TCP has taken it
// for lost and sent it again (RFC 8985), and a call has played on.
constexpr uint64_t kTooLateNs = 100'000'000;

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
    if (!has_buffers()) {
        starve(now_ns);
        return heartbeat_.withhold(SLUICE_NO_BUFFERS);
    }
    if (receives_late(now_ns))
        discard_late(now_ns);
    starves_ = false;
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

// What there is comes and goes as packets leave: one time of want ends when there was none for as
// long as a worker takes to be trusted again.
void PollLoop::starve(uint64_t now_ns) {
    if (starved_ns_ == 0 || now_ns - starved_ns_ > shared_.heartbeat.settle_ns)
        starved_since_ns_ = now_ns;
    starved_ns_ = now_ns;
    starves_ = true;
}

// While there are too few for a burst, a packet now and then finds one: it has waited for that.
bool PollLoop::receives_late(uint64_t now_ns) const {
    return starves_ && now_ns - starved_since_ns_ > kTooLateNs;
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
        for (int burst = 0; burst < kMostBursts; ++burst) {
            std::array<rte_mbuf*, Burst::kCapacity> mbufs;
            const uint16_t count = rte_eth_rx_burst(receive.lane.dpdk_port, receive.lane.queue,
                                                    mbufs.data(), Burst::kCapacity);
            if (count == 0)
                break;
            discard(receive.port, std::span(mbufs).first(count));
        }
    }
}

void PollLoop::discard(uint16_t port, std::span<rte_mbuf* const> mbufs) {
    const auto direction = static_cast<size_t>(
        shared_.ports[port].role == PortRole::access ? Direction::up : Direction::down);
    for (rte_mbuf* mbuf : mbufs) {
        worker_.counters.received_packets[direction]++;
        worker_.counters.received_bytes[direction].add(rte_pktmbuf_pkt_len(mbuf));
        drop_stalled(mbuf);
    }
}

void PollLoop::drop_stalled(rte_mbuf* mbuf) {
    worker_.count_drop(DropReason::stalled, rte_pktmbuf_pkt_len(mbuf));
    rte_pktmbuf_free(mbuf);
}

// The same of what was in the worker's hands when it was kept from its core.
void PollLoop::drop_late(uint64_t began_ns) {
    if (shared_.clock.now_ns() - began_ns <= kTooLateNs) [[likely]]
        return;
    for (uint16_t port = 0; port < outboxes_.size(); ++port) {
        if (!has_bypass(shared_.ports, port))
            continue;
        for (rte_mbuf* mbuf : std::span(outboxes_[port].mbufs).first(outboxes_[port].count))
            drop_stalled(mbuf);
        outboxes_[port].count = 0;
    }
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
