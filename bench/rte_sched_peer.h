// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "bench/backlog.h"

struct rte_mempool;
struct rte_sched_port;

namespace sluice::bench {

// DPDK's own hierarchical scheduler, with the same backlog: the link is its port, a site a subport,
// a subscriber a pipe with one queue of the best-effort class, which takes just the packets that
// the subscriber has. Without RED, and without memory for the queues of other classes.
class RteSchedPeer : public Backlog {
 public:
    // The packets come from the pool and go back to it. Throws std::runtime_error.
    RteSchedPeer(const BacklogShape& shape, rte_mempool* pool);
    ~RteSchedPeer() override;
    RteSchedPeer(const RteSchedPeer&) = delete;
    RteSchedPeer& operator=(const RteSchedPeer&) = delete;

    uint32_t turn() override;
    void count_turn(std::vector<uint32_t>& by_subscriber) const override;
    size_t memory_bytes() const override { return memory_bytes_; }

 private:
    void configure(const BacklogShape& shape);
    void fill(const BacklogShape& shape, rte_mempool* pool);

    uint32_t pipes_per_subport_;
    size_t memory_bytes_ = 0;
    rte_sched_port* port_ = nullptr;
    std::array<rte_mbuf*, kBurst> burst_;
    uint32_t in_burst_ = 0;
};

}  // namespace sluice::bench
