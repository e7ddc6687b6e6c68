// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

struct rte_mbuf;

namespace sluice::bench {

// Subscribers who all have packets waiting, and what holds these back.
struct BacklogShape {
    uint32_t subscribers = 4'096;  // evenly in the sites; powers of two, as rte_sched wants them
    uint32_t sites = 16;
    uint32_t flows = 1;         // of a subscriber; a power of two
    uint32_t packets_each = 8;  // that a subscriber has waiting; a power of two
    uint16_t packet_bytes = 1'500;
    uint64_t link_bps = 0;
    uint64_t site_bps = 0;
    uint64_t tier_bps = 0;
    uint64_t burst_ns = 4'000'000;  // of sites and tiers; never less than a packet
    bool turns_only = false;        // a subscriber's turn is a packet, whatever its rate has earned

    // Ethernet's, beyond the packet: both count it.
    static constexpr uint32_t kOverheadBytes = 24;

    uint32_t packets() const { return subscribers * packets_each; }
};

// A scheduler in which every subscriber always has the same packets: what it gives out is put back
// at once. By the time on the wall, which rte_sched reads itself.
class Backlog {
 public:
    static constexpr uint32_t kBurst = 32;

    virtual ~Backlog() = default;
    // Takes out a burst at most and puts it back; how many packets.
    virtual uint32_t turn() = 0;
    // Whose packets the last turn's were: one more for each.
    virtual void count_turn(std::vector<uint32_t>& by_subscriber) const = 0;
    virtual size_t memory_bytes() const = 0;
};

}  // namespace sluice::bench
