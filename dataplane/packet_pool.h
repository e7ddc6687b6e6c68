// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

struct rte_mempool;

namespace sluice {

// The buffers of all packets, for all ports and workers. dense: each buffer right after the one
// before, in one piece of memory. net_af_xdp tells the kernel that the pool is as long as its
// buffers are together, and the kernel silently eats what lies beyond; DPDK by default lets no
// buffer cross a page, so without huge pages two in five would.
// Throws DataplaneError.
rte_mempool* make_packet_pool(uint32_t buffers, uint16_t data_room_bytes, bool dense);

}  // namespace sluice
