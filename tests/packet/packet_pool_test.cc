// SPDX-License-Identifier: Apache-2.0
#include "dataplane/packet_pool.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rte_mempool.h>

#include "dataplane/cores.h"
#include "dataplane/eal.h"

namespace sluice::test {
namespace {

std::vector<uintptr_t> addresses_of(rte_mempool* pool) {
    std::vector<uintptr_t> addresses;
    rte_mempool_obj_iter(
        pool,
        [](rte_mempool*, void* found, void* buffer, unsigned) {
            static_cast<std::vector<uintptr_t>*>(found)->push_back(
                reinterpret_cast<uintptr_t>(buffer));
        },
        &addresses);
    std::sort(addresses.begin(), addresses.end());
    return addresses;
}

// net_af_xdp tells the kernel that the pool's memory is this long; what lies beyond it is lost.
TEST(PacketPool, DenseBuffersFollowEachOtherWithoutAGap) {
    constexpr uint32_t kBuffers = 10'000;
    constexpr uint16_t kRoom = 2'176;  // two buffers do not fit a 4 KiB page
    start_eal({.pci_devices = {},
               .control_core = choose_cores({}).control.front(),
               .packet_memory_bytes = size_t{kBuffers} * (kRoom + 256)});
    rte_mempool* const pool = make_packet_pool(kBuffers, kRoom, true);

    const std::vector<uintptr_t> addresses = addresses_of(pool);
    ASSERT_EQ(addresses.size(), kBuffers);
    const size_t element_bytes = pool->header_size + pool->elt_size + pool->trailer_size;
    for (size_t i = 1; i < addresses.size(); ++i)
        ASSERT_EQ(addresses[i] - addresses[i - 1], element_bytes) << "after buffer " << i - 1;
}

}  // namespace
}  // namespace sluice::test
