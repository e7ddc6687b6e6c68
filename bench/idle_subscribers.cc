// SPDX-License-Identifier: Apache-2.0
#include "bench/idle_subscribers.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include "bench/backlog.h"
#include "bench/core_time.h"
#include "bench/shaper_backlog.h"

namespace sluice::bench {

IdleCosts idle_subscribers(uint32_t count, uint32_t waiting) {
    const BacklogShape shape{.subscribers = count,
                             .link_bps = 100'000'000'000,
                             .site_bps = 10'000'000'000,
                             .tier_bps = 100'000'000};
    constexpr uint64_t kPacketNs = 1'000;  // from one to the next
    Subscribers subscribers({.subscribers = count});
    fill_subscribers(shape, subscribers);
    const auto plan = plan_of(shape, subscribers);
    Scheduler scheduler({.packets = 4 * waiting, .flows = 2 * waiting, .subscribers = waiting},
                        subscribers);
    scheduler.adopt(*plan);

    std::vector<ShapedPacket> packets;
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t record = i * 0x9e37'79b1u % count;  // nobody's neighbour comes next
        packets.push_back({.subscriber_key = Scheduler::key_of(record, Direction::down),
                           .flow_id = i,
                           .record = record,
                           .generation = subscribers.generation(record),
                           .ip_bytes = shape.packet_bytes,
                           .direction = Direction::down});
    }
    uint64_t now_ns = 0;
    const double taken_ns = core_time_of([&] {
        for (size_t at = 0; at < packets.size(); at += Backlog::kBurst) {
            const auto burst = std::span(packets).subspan(
                at, std::min<size_t>(Backlog::kBurst, packets.size() - at));
            for (const ShapedPacket& packet : burst)
                scheduler.prefetch(packet.subscriber_key);
            for (const ShapedPacket& packet : burst)
                scheduler.prefetch_leaf(packet.subscriber_key);
            now_ns += burst.size() * kPacketNs;
            for (const ShapedPacket& packet : burst) {
                if (scheduler.admit(packet, now_ns) != Scheduler::Admission::goes)
                    throw std::runtime_error("a packet of an idle subscriber has to wait");
            }
        }
    });
    return {.bytes_each = static_cast<double>(scheduler.memory_bytes()) / count,
            .pass_ns = taken_ns / count,
            .unshaped = scheduler.counts().subscribers_exhausted.get()};
}

}  // namespace sluice::bench
