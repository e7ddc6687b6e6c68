// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/udp_server.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "oracle/tracker/udp_reply.h"
#include "oracle/tracker/udp_service.h"

namespace sluice {
namespace {

// Larger than a scrape of 74 hashes; of what is larger the end is not looked at anyway.
constexpr size_t kRequestBytes = 2'048;
constexpr int kQueueBytes = 4 << 20;  // a second's worth of bursts while a thread is held up
constexpr timeval kLookUp{.tv_sec = 0, .tv_usec = 250'000};  // whether it is to stop

int listening_socket(const SocketAddress& at, bool shared) {
    sockaddr_storage kernel;
    const socklen_t size = at.fill(kernel);
    const int opened = socket(kernel.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    bool ok = opened >= 0;
    if (ok && kernel.ss_family == AF_INET6)
        ok = setsockopt(opened, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) == 0;
    if (ok && shared)
        ok = setsockopt(opened, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
    ok = ok && setsockopt(opened, SOL_SOCKET, SO_RCVTIMEO, &kLookUp, sizeof kLookUp) == 0 &&
         bind(opened, reinterpret_cast<const sockaddr*>(&kernel), size) == 0;
    if (!ok) {
        const std::string why = std::strerror(errno);
        if (opened >= 0)
            close(opened);
        throw std::runtime_error("cannot listen on " + at.to_string() + " for UDP: " + why);
    }
    // Wishes, which the kernel may cut down.
    setsockopt(opened, SOL_SOCKET, SO_RCVBUF, &kQueueBytes, sizeof kQueueBytes);
    setsockopt(opened, SOL_SOCKET, SO_SNDBUF, &kQueueBytes, sizeof kQueueBytes);
    return opened;
}

}  // namespace

// Where a burst is received and its answers are made. Answers are sent in the order of the first
// so many messages; `to` says whose each is.
struct UdpServer::Burst {
    Burst() {
        for (size_t i = 0; i < kBurst; ++i) {
            incoming[i] = {requests[i].data(), kRequestBytes};
            outgoing[i] = {replies[i].data(), 0};
        }
    }

    // The kernel has changed the first so many.
    void expect(size_t changed) {
        for (size_t i = 0; i < changed; ++i) {
            received[i].msg_hdr = {};
            received[i].msg_hdr.msg_name = &from[i];
            received[i].msg_hdr.msg_namelen = sizeof from[i];
            received[i].msg_hdr.msg_iov = &incoming[i];
            received[i].msg_hdr.msg_iovlen = 1;
        }
    }
    void put(size_t at, size_t request, size_t bytes) {
        outgoing[at].iov_len = bytes;
        msghdr& header = sent[at].msg_hdr;
        header = {};
        header.msg_name = &from[request];
        header.msg_namelen = received[request].msg_hdr.msg_namelen;
        header.msg_iov = &outgoing[at];
        header.msg_iovlen = 1;
    }

    std::array<std::array<uint8_t, kRequestBytes>, kBurst> requests;
    std::array<std::array<uint8_t, kUdpReplyBytes>, kBurst> replies;
    std::array<sockaddr_storage, kBurst> from;
    std::array<iovec, kBurst> incoming;
    std::array<iovec, kBurst> outgoing;
    std::array<mmsghdr, kBurst> received;
    std::array<mmsghdr, kBurst> sent;
};

UdpServer::UdpServer(const SocketAddress& at, bool shared, SharedTracker& tracker,
                     const ConnectionIds& ids)
    : tracker_(tracker), ids_(ids), socket_(listening_socket(at, shared)) {
    thread_ = std::thread([this] { serve(); });
}

UdpServer::~UdpServer() {
    stopping_.store(true);
    thread_.join();
    close(socket_);
}

void UdpServer::serve() {
    const auto burst = std::make_unique<Burst>();
    size_t received = kBurst;
    while (!stopping_.load(std::memory_order_relaxed)) {
        burst->expect(received);
        const int count =
            recvmmsg(socket_, burst->received.data(), kBurst, MSG_WAITFORONE, nullptr);
        received = count > 0 ? static_cast<size_t>(count) : 0;
        answer(*burst, received);
    }
}

void UdpServer::answer(Burst& burst, size_t received) {
    const uint32_t now_s = tracker_now_s();
    size_t answers = 0;
    {
        const std::lock_guard lock(tracker_.mutex);
        UdpService service(tracker_.tracker, ids_, counts_);
        tracker_.tracker.sweep(now_s);
        for (size_t i = 0; i < received; ++i) {
            const Bytes request(burst.requests[i].data(), burst.received[i].msg_len);
            const SocketAddress from = SocketAddress::from(burst.from[i]);
            const size_t bytes =
                service.answer(request, from.address, now_s, burst.replies[answers]);
            if (bytes > 0)
                burst.put(answers++, i, bytes);
        }
    }
    send(burst, answers);
}

void UdpServer::send(Burst& burst, size_t count) {
    size_t done = 0;
    while (done < count) {
        const int sent =
            sendmmsg(socket_, burst.sent.data() + done, static_cast<unsigned>(count - done), 0);
        if (sent > 0) {
            done += static_cast<size_t>(sent);
            continue;
        }
        if (errno == EINTR)
            continue;
        // The first of them cannot be sent: nobody is there, or no way leads there. The next can.
        counts_.unsent.add();
        ++done;
    }
}

}  // namespace sluice
