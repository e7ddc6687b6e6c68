// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <thread>

#include "oracle/udp/datagram_burst.h"
#include "oracle/udp/request_counter.h"
#include "policy/socket_address.h"

namespace sluice {

class DatagramHandler {
 public:
    virtual ~DatagramHandler() = default;

    // Answers those of the burst that are to be answered. Of one server, its thread alone.
    virtual void answer(DatagramBurst& burst) = 0;
};

// One UDP socket and the thread that answers there, a burst of datagrams at a time. Several may
// share an address: the kernel then gives each client to one of them.
class DatagramServer {
 public:
    // Answers from here on. shared: whether others of this process listen there too. The handler
    // outlives it. Throws std::runtime_error, one line, if it cannot listen.
    DatagramServer(const SocketAddress& at, bool shared, DatagramHandler& handler);
    ~DatagramServer();  // within a quarter of a second
    DatagramServer(const DatagramServer&) = delete;
    DatagramServer& operator=(const DatagramServer&) = delete;

    // Answers that the kernel did not take. Any thread.
    uint64_t unsent() const { return unsent_.value(); }

 private:
    void serve();

    DatagramHandler& handler_;
    RequestCounter unsent_;
    const int socket_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace sluice
