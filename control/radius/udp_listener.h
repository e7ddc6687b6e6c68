// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>
#include <thread>
#include <vector>

#include "control/radius/packet.h"
#include "control/radius/radius_sessions.h"
#include "policy/socket_address.h"

namespace sluice {

// A UDP socket and the thread that serves it, many datagrams at a time. An answer leaves from the
// address that was asked.
class UdpListener {
 public:
    // In the thread. An empty answer is none.
    using Handle =
        std::function<std::vector<uint8_t>(Octets datagram, const SocketAddress&, RadiusTime)>;

    // Throws ListenError, which says what the address was wanted for.
    UdpListener(const SocketAddress& address, std::string_view what, Handle handle,
                std::atomic<uint64_t>& unsent);
    ~UdpListener();
    UdpListener(const UdpListener&) = delete;
    UdpListener& operator=(const UdpListener&) = delete;

    // What the kernel gave it: datagrams that wait while the box is busy.
    int receive_buffer_bytes() const;

 private:
    struct Batch;

    void run(const std::stop_token& stop);
    void serve(Batch& batch);

    const int socket_;
    const int wake_;  // readable: end
    const Handle handle_;
    std::atomic<uint64_t>& unsent_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace sluice
