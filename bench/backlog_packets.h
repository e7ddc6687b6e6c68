// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/backlog.h"

struct rte_mempool;

namespace sluice::bench {

// What a packet of a backlog takes: its headers, in a buffer that ends after them.
constexpr size_t kBacklogBufferBytes = 512;

// Throws std::runtime_error.
rte_mempool* make_backlog_pool(uint32_t buffers);

// A backlog's packets in no order of their addresses, as after a while they are in a box.
std::vector<rte_mbuf*> scattered_packets(rte_mempool* pool, const BacklogShape& shape);

}  // namespace sluice::bench
