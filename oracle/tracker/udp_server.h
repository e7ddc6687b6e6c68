// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include "oracle/tracker/connection_ids.h"
#include "oracle/tracker/request_counts.h"
#include "oracle/tracker/shared_tracker.h"
#include "policy/socket_address.h"

namespace sluice {

// One socket and the thread that answers there (BEP 15), a burst of datagrams at a time. Several
// may share an address: the kernel then gives each client to one of them.
class UdpServer {
 public:
    static constexpr size_t kBurst = 64;

    // Answers from here on. shared: whether others of this process listen there too. The tracker
    // and the ids outlive it. Throws std::runtime_error, one line, if it cannot listen.
    UdpServer(const SocketAddress& at, bool shared, SharedTracker& tracker,
              const ConnectionIds& ids);
    ~UdpServer();  // within a quarter of a second
    UdpServer(const UdpServer&) = delete;
    UdpServer& operator=(const UdpServer&) = delete;

    const RequestCounts& counts() const { return counts_; }

 private:
    struct Burst;

    void serve();
    void answer(Burst& burst, size_t received);
    void send(Burst& burst, size_t count);

    SharedTracker& tracker_;
    const ConnectionIds& ids_;
    RequestCounts counts_;
    int socket_ = -1;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace sluice
