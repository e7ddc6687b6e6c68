// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>

#include "oracle/rank_udp/rank_counts.h"
#include "oracle/rank_udp/rank_service.h"
#include "oracle/udp/datagram_server.h"
#include "policy/socket_address.h"

namespace sluice {

// The topology of the moment, for all who rank by it.
using CurrentTopology = std::atomic<std::shared_ptr<const Topology>>;

// One socket of the rank service and the thread that answers there. Several may share an address:
// the kernel then gives each client to one of them.
class RankServer final : private DatagramHandler {
 public:
    // Answers from here on, with nothing while there is no topology. shared: whether others of this
    // process listen there too. The settings and the topology outlive it; seed, limit_key: random.
    // Throws std::runtime_error, one line, if it cannot listen.
    RankServer(const SocketAddress& at, bool shared, const RankServiceSettings& settings,
               const CurrentTopology& topology, const SipKey& limit_key, uint64_t seed);

    const RankCounts& counts() const { return counts_; }
    uint64_t unsent() const { return server_.unsent(); }

 private:
    void answer(DatagramBurst& burst) override;
    void count_time(uint64_t took_ns, size_t replies);

    const CurrentTopology& topology_;
    RankCounts counts_;
    RankService service_;
    DatagramServer server_;  // begins when all else is there, and ends first
};

}  // namespace sluice
