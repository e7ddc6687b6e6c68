// SPDX-License-Identifier: Apache-2.0
#include "bench/backlog_packets.h"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <string>

#include <rte_errno.h>
#include <rte_mbuf.h>

namespace sluice::bench {

rte_mempool* make_backlog_pool(uint32_t buffers) {
    rte_mempool* const pool = rte_pktmbuf_pool_create(
        "backlog", buffers, 256, 0,
        static_cast<uint16_t>(kBacklogBufferBytes - sizeof(rte_mbuf) - RTE_CACHE_LINE_SIZE),
        SOCKET_ID_ANY);
    if (pool == nullptr)
        throw std::runtime_error(std::string("no packet buffers: ") + rte_strerror(rte_errno));
    return pool;
}

std::vector<rte_mbuf*> scattered_packets(rte_mempool* pool, const BacklogShape& shape) {
    std::vector<rte_mbuf*> packets(shape.packets());
    for (rte_mbuf*& packet : packets) {
        packet = rte_pktmbuf_alloc(pool);
        if (packet == nullptr)
            throw std::runtime_error("too few packet buffers for the backlog");
        packet->data_len = 64;
        packet->pkt_len = shape.packet_bytes;
    }
    std::ranges::shuffle(packets, std::mt19937(1));
    return packets;
}

}  // namespace sluice::bench
