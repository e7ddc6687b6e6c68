// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/tracker/request_counts.h"
#include "oracle/tracker/shared_tracker.h"
#include "oracle/udp/connection_ids.h"
#include "oracle/udp/datagram_server.h"
#include "policy/socket_address.h"

namespace sluice {

// One socket and the thread that answers there (BEP 15). Several may share an address: the kernel
// then gives each client to one of them.
class UdpServer final : private DatagramHandler {
 public:
    // Answers from here on. shared: whether others of this process listen there too. The tracker
    // and the ids outlive it. Throws std::runtime_error, one line, if it cannot listen.
    UdpServer(const SocketAddress& at, bool shared, SharedTracker& tracker,
              const ConnectionIds& ids)
        : tracker_(tracker), ids_(ids), server_(at, shared, *this) {}

    const RequestCounts& counts() const { return counts_; }
    uint64_t unsent() const { return server_.unsent(); }

 private:
    void answer(DatagramBurst& burst) override;

    SharedTracker& tracker_;
    const ConnectionIds& ids_;
    RequestCounts counts_;
    DatagramServer server_;  // begins when all else is there, and ends first
};

}  // namespace sluice
