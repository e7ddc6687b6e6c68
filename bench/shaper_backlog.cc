// SPDX-License-Identifier: Apache-2.0
#include "bench/shaper_backlog.h"

#include <stdexcept>
#include <string>

#include <rte_mbuf.h>

#include "bench/backlog_packets.h"

namespace sluice::bench {
namespace {

constexpr uint64_t kNoHurryNs = 60'000'000'000;

// Stands in the packet where rte_sched has its queue.
struct FlowOfPacket {
    uint32_t flow;
    uint32_t generation;
};
FlowOfPacket& flow_of(rte_mbuf* packet) {
    static_assert(sizeof(FlowOfPacket) <= sizeof packet->hash);
    return reinterpret_cast<FlowOfPacket&>(packet->hash);
}

std::array<uint64_t, kDirectionCount> both(uint64_t bps) {
    return {bps, bps};
}

std::string id_of(uint32_t subscriber) {
    return "s-" + std::to_string(subscriber);
}

Policy policy_of(const BacklogShape& shape) {
    Policy policy;
    policy.shaping = ShapingSettings{
        // Ends that slow down are told once in a long while. These do not, and a packet that CoDel
        // takes would be missing, so it looks at each and finds that there is time.
        .codel_target_ns = kNoHurryNs,
        .burst_ns = shape.burst_ns,
        .overhead = {.bytes = BacklogShape::kOverheadBytes},
    };
    policy.tiers = {{.name = "tier", .up_bps = shape.tier_bps, .down_bps = shape.tier_bps}};
    for (uint32_t i = 0; i < shape.sites; ++i)
        policy.sites.push_back({.name = "site-" + std::to_string(i),
                                .parent = {},
                                .link = {},
                                .capacity_bps = both(shape.site_bps)});
    return policy;
}

}  // namespace

void fill_subscribers(const BacklogShape& shape, Subscribers& subscribers) {
    for (uint32_t i = 0; i < shape.subscribers; ++i) {
        const auto refused = subscribers.put(
            {.id = id_of(i),
             .tier = "tier",
             .group = {},
             .addresses = {{Prefix::covering(IpAddress::from_ipv4(0x0a00'0000 + i), 32),
                            PortSet::all()}},
             .site = "site-" + std::to_string(i / (shape.subscribers / shape.sites))});
        if (refused)
            throw std::runtime_error(*refused);
    }
}

std::unique_ptr<ShapingPlan> plan_of(const BacklogShape& shape, Subscribers& subscribers) {
    const LinkCapacity link{"link", both(shape.link_bps)};
    return std::make_unique<ShapingPlan>(policy_of(shape), std::span(&link, 1),
                                         subscribers.names());
}

ShaperBacklog::ShaperBacklog(const BacklogShape& shape, Subscribers& subscribers, rte_mempool* pool)
    : flows_(shape.flows),
      packet_bytes_(shape.packet_bytes),
      turn_ns_(shape.turns_only
                   ? uint64_t{kBurst} * (shape.packet_bytes + BacklogShape::kOverheadBytes) *
                         8'000'000'000 / shape.link_bps
                   : 0) {
    plan_ = plan_of(shape, subscribers);
    scheduler_ =
        std::make_unique<Scheduler>(SchedulerSettings{.packets = shape.packets(),
                                                      .flows = shape.subscribers * shape.flows,
                                                      .subscribers = shape.subscribers},
                                    subscribers);
    scheduler_->adopt(*plan_);
    fill(shape, subscribers, pool);
}

ShaperBacklog::~ShaperBacklog() {
    for (rte_mbuf* const packet : packets_)
        rte_pktmbuf_free(packet);
}

void ShaperBacklog::fill(const BacklogShape& shape, const Subscribers& subscribers,
                         rte_mempool* pool) {
    packets_ = scattered_packets(pool, shape);
    std::vector<uint32_t> records;
    for (uint32_t i = 0; i < shape.subscribers; ++i)
        records.push_back(subscribers.record_of(id_of(i)));
    const uint64_t now_ns = turn_ns_ != 0 ? simulated_ns_ : clock_.now_ns();
    for (uint32_t i = 0; i < packets_.size(); ++i) {
        const uint32_t subscriber = i % shape.subscribers;
        const uint32_t record = records[subscriber];
        flow_of(packets_[i]) = {.flow = subscriber * flows_ + i / shape.subscribers % flows_,
                                .generation = subscribers.generation(record)};
        put_back(shown({.buffer = packets_[i], .record = record}), now_ns);
    }
}

uint32_t ShaperBacklog::turn() {
    simulated_ns_ += turn_ns_;
    const uint64_t now_ns = turn_ns_ != 0 ? simulated_ns_ : clock_.now_ns();
    departures_.clear();
    scheduler_->run(now_ns, departures_);
    const auto out = departures_.all();
    for (const Departure& departure : out) {
        __builtin_prefetch(departure.buffer);
        scheduler_->prefetch(Scheduler::key_of(departure.record, Direction::down));
    }
    for (size_t i = 0; i < out.size(); ++i) {
        shown_[i] = shown(out[i]);
        scheduler_->prefetch_leaf(shown_[i].subscriber_key);
        scheduler_->prefetch_flow(shown_[i]);
    }
    for (size_t i = 0; i < out.size(); ++i)
        scheduler_->prefetch_queue(shown_[i]);
    for (size_t i = 0; i < out.size(); ++i)
        scheduler_->prefetch_tail(shown_[i]);
    for (size_t i = 0; i < out.size(); ++i)
        put_back(shown_[i], now_ns);
    return static_cast<uint32_t>(out.size());
}

// As the pipeline shows a packet that it would send.
ShapedPacket ShaperBacklog::shown(const Departure& departure) const {
    const FlowOfPacket& known = flow_of(static_cast<rte_mbuf*>(departure.buffer));
    return {.buffer = departure.buffer,
            .subscriber_key = Scheduler::key_of(departure.record, Direction::down),
            .flow_id = known.flow,
            .record = departure.record,
            .generation = known.generation,
            .ip_bytes = packet_bytes_,
            .direction = Direction::down};
}

// At first there is credit, and what may go at once comes back at once.
void ShaperBacklog::put_back(const ShapedPacket& packet, uint64_t now_ns) {
    constexpr int kMostTries = 1'000'000;
    for (int i = 0; i < kMostTries; ++i) {
        switch (scheduler_->admit(packet, now_ns)) {
            case Scheduler::Admission::goes:
                continue;
            case Scheduler::Admission::waits:
                return;
            case Scheduler::Admission::lost:
                throw std::runtime_error("the scheduler has lost a packet");
        }
    }
    throw std::runtime_error("nothing holds the backlog back");
}

void ShaperBacklog::count_turn(std::vector<uint32_t>& by_subscriber) const {
    for (const Departure& departure : departures_.all())
        ++by_subscriber[flow_of(static_cast<rte_mbuf*>(departure.buffer)).flow / flows_];
}

}  // namespace sluice::bench
