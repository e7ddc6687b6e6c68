// SPDX-License-Identifier: Apache-2.0
#include "dataplane/packet_pool.h"

#include <string>

#include <rte_eal.h>
#include <rte_mbuf.h>
#include <rte_mbuf_pool_ops.h>
#include <rte_mempool.h>

#include "dataplane/eal.h"
#include "dataplane/publish.h"

namespace sluice {
namespace {

constexpr unsigned kCachePerWorker = 256;

[[noreturn]] void refuse(uint32_t buffers) {
    throw DataplaneError("no memory for " + std::to_string(buffers) +
                         " packet buffers: " + take_dpdk_complaint());
}

}  // namespace

rte_mempool* make_packet_pool(uint32_t buffers, uint16_t data_room_bytes, bool dense) {
    const unsigned flags = dense ? RTE_MEMPOOL_F_NO_IOVA_CONTIG : 0;
    rte_mempool* const pool = rte_mempool_create_empty(
        "packets", buffers, sizeof(rte_mbuf) + data_room_bytes, kCachePerWorker,
        sizeof(rte_pktmbuf_pool_private), SOCKET_ID_ANY, flags);
    if (pool == nullptr)
        refuse(buffers);

    rte_pktmbuf_pool_private layout{};
    layout.mbuf_data_room_size = data_room_bytes;
    if (rte_mempool_set_ops_byname(pool, rte_mbuf_best_mempool_ops(), nullptr) != 0)
        refuse(buffers);
    rte_pktmbuf_pool_init(pool, &layout);
    if (rte_mempool_populate_default(pool) < 0)
        refuse(buffers);
    if (dense && pool->nb_mem_chunks != 1)
        throw DataplaneError(
            "memory for " + std::to_string(buffers) +
            " packet buffers is in pieces, and AF_XDP wants one: reserve more huge "
            "pages, or fewer buffers with memory.packet_buffers");
    rte_mempool_obj_iter(pool, rte_pktmbuf_init, nullptr);
    return pool;
}

}  // namespace sluice
