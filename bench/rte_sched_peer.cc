// SPDX-License-Identifier: Apache-2.0
#include "bench/rte_sched_peer.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include <rte_errno.h>
#include <rte_mbuf.h>

#include "bench/backlog_packets.h"
// Not a system header to the compiler where DPDK is not one: rte_pie.h calls what it deprecates.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include <rte_sched.h>
#pragma GCC diagnostic pop

namespace sluice::bench {
namespace {

// Credit of the classes is given out once in a period: a long one, so that only the buckets count.
constexpr uint64_t kClassPeriodMs = 10'000;

void require(int result, const char* what) {
    if (result != 0)
        throw std::runtime_error(std::string("rte_sched, ") + what + ": " + rte_strerror(-result));
}

uint64_t burst_bytes(const BacklogShape& shape, uint64_t rate_bps) {
    const auto earned =
        static_cast<unsigned __int128>(rate_bps) * shape.burst_ns / 8 / 1'000'000'000;
    return std::max<uint64_t>(static_cast<uint64_t>(earned),
                              shape.packet_bytes + BacklogShape::kOverheadBytes);
}

}  // namespace

RteSchedPeer::RteSchedPeer(const BacklogShape& shape, rte_mempool* pool)
    : pipes_per_subport_(shape.subscribers / shape.sites) {
    configure(shape);
    fill(shape, pool);
}

RteSchedPeer::~RteSchedPeer() {
    rte_sched_port_free(port_);
}

void RteSchedPeer::configure(const BacklogShape& shape) {
    rte_sched_subport_profile_params site{};
    site.tb_rate = shape.site_bps / 8;
    site.tb_size = burst_bytes(shape, shape.site_bps);
    std::ranges::fill(site.tc_rate, site.tb_rate);
    site.tc_period = kClassPeriodMs;

    rte_sched_port_params link{};
    link.name = "link";
    link.rate = shape.link_bps / 8;
    link.mtu = shape.packet_bytes;
    link.frame_overhead = BacklogShape::kOverheadBytes;
    link.n_subports_per_port = shape.sites;
    link.subport_profiles = &site;
    link.n_subport_profiles = 1;
    link.n_max_subport_profiles = 1;
    link.n_pipes_per_subport = pipes_per_subport_;
    port_ = rte_sched_port_config(&link);
    if (port_ == nullptr)
        throw std::runtime_error("rte_sched takes no such port");

    rte_sched_pipe_params tier{};
    tier.tb_rate = shape.tier_bps / 8;
    tier.tb_size = burst_bytes(shape, shape.turns_only ? 0 : shape.tier_bps);
    tier.tc_rate[RTE_SCHED_TRAFFIC_CLASS_BE] = tier.tb_rate;
    tier.tc_period = kClassPeriodMs;
    tier.tc_ov_weight = 1;
    std::ranges::fill(tier.wrr_weights, uint8_t{1});

    rte_sched_subport_params subscribers{};
    subscribers.n_pipes_per_subport_enabled = pipes_per_subport_;
    subscribers.qsize[RTE_SCHED_TRAFFIC_CLASS_BE] = static_cast<uint16_t>(shape.packets_each);
    subscribers.pipe_profiles = &tier;
    subscribers.n_pipe_profiles = 1;
    subscribers.n_max_pipe_profiles = 1;
    for (uint32_t i = 0; i < shape.sites; ++i) {
        require(rte_sched_subport_config(port_, i, &subscribers, 0), "a subport");
        for (uint32_t pipe = 0; pipe < pipes_per_subport_; ++pipe)
            require(rte_sched_pipe_config(port_, i, pipe, 0), "a pipe");
    }
    std::vector<rte_sched_subport_params*> sites(shape.sites, &subscribers);
    memory_bytes_ = rte_sched_port_get_memory_footprint(&link, sites.data());
}

void RteSchedPeer::fill(const BacklogShape& shape, rte_mempool* pool) {
    std::vector<rte_mbuf*> packets = scattered_packets(pool, shape);
    for (uint32_t i = 0; i < packets.size(); ++i) {
        const uint32_t subscriber = i % shape.subscribers;
        rte_sched_port_pkt_write(port_, packets[i], subscriber / pipes_per_subport_,
                                 subscriber % pipes_per_subport_, RTE_SCHED_TRAFFIC_CLASS_BE, 0,
                                 RTE_COLOR_GREEN);
        if (rte_sched_port_enqueue(port_, &packets[i], 1) != 1)
            throw std::runtime_error("rte_sched does not take the backlog");
    }
}

uint32_t RteSchedPeer::turn() {
    in_burst_ = static_cast<uint32_t>(rte_sched_port_dequeue(port_, burst_.data(), kBurst));
    if (in_burst_ > 0 &&
        rte_sched_port_enqueue(port_, burst_.data(), in_burst_) != static_cast<int>(in_burst_))
        throw std::runtime_error("rte_sched has lost a packet");
    return in_burst_;
}

void RteSchedPeer::count_turn(std::vector<uint32_t>& by_subscriber) const {
    for (uint32_t i = 0; i < in_burst_; ++i)
        ++by_subscriber[rte_mbuf_sched_queue_get(burst_[i]) / RTE_SCHED_QUEUES_PER_PIPE];
}

}  // namespace sluice::bench
