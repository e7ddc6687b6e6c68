// SPDX-License-Identifier: Apache-2.0
#include "control/radius/udp_listener.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/listen_check.h"

namespace sluice {
namespace {

constexpr size_t kBatch = 64;
constexpr size_t kControlBytes = 64;  // a packet info of either family
constexpr int kReceiveBufferBytes = 8 << 20;

RadiusTime time_now() {
    using namespace std::chrono;
    return {static_cast<uint64_t>(nanoseconds(steady_clock::now().time_since_epoch()).count()),
            duration_cast<seconds>(system_clock::now().time_since_epoch()).count()};
}

void set_option(int socket, int level, int option, int value) {
    setsockopt(socket, level, option, &value, sizeof value);
}

int open_socket(const SocketAddress& address, std::string_view what) {
    sockaddr_storage bound;
    const socklen_t size = address.fill(bound);
    const int opened = socket(bound.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto* name = reinterpret_cast<const sockaddr*>(&bound);
    if (opened < 0 || bind(opened, name, size) != 0) {
        const int error = errno;
        if (opened >= 0)
            close(opened);
        throw ListenError("cannot listen on " + address.to_string() + " for " + std::string(what) +
                          ": " + std::strerror(error));
    }
    if (bound.ss_family == AF_INET)
        set_option(opened, IPPROTO_IP, IP_PKTINFO, 1);
    else
        set_option(opened, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    // More than net.core.rmem_max, if the box may; else up to that.
    set_option(opened, SOL_SOCKET, SO_RCVBUF, kReceiveBufferBytes);
    set_option(opened, SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBufferBytes);
    return opened;
}

// From the address that was asked, by whatever interface leads to who asked.
void turn_round(msghdr& header) {
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c))
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
            reinterpret_cast<in_pktinfo*>(CMSG_DATA(c))->ipi_ifindex = 0;
}

}  // namespace

struct UdpListener::Batch {
    std::array<std::array<uint8_t, RadiusPacket::kMost>, kBatch> bytes;
    std::array<std::array<uint8_t, kControlBytes>, kBatch> control;
    std::array<sockaddr_storage, kBatch> sources;
    std::array<iovec, kBatch> parts;
    std::array<mmsghdr, kBatch> headers;
    std::array<std::vector<uint8_t>, kBatch> answers;

    // The kernel shortens what it is told of the room for names and control data.
    void prepare() {
        for (size_t i = 0; i < kBatch; ++i) {
            parts[i] = {bytes[i].data(), bytes[i].size()};
            headers[i] = {};
            msghdr& header = headers[i].msg_hdr;
            header.msg_name = &sources[i];
            header.msg_namelen = sizeof sources[i];
            header.msg_iov = &parts[i];
            header.msg_iovlen = 1;
            header.msg_control = control[i].data();
            header.msg_controllen = control[i].size();
        }
    }
};

UdpListener::UdpListener(const SocketAddress& address, std::string_view what, Handle handle,
                         std::atomic<uint64_t>& unsent)
    : socket_(open_socket(address, what)),
      wake_(eventfd(0, EFD_CLOEXEC)),
      handle_(std::move(handle)),
      unsent_(unsent),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

UdpListener::~UdpListener() {
    thread_.request_stop();
    const uint64_t one = 1;
    static_cast<void>(write(wake_, &one, sizeof one));
    thread_.join();
    close(socket_);
    close(wake_);
}

int UdpListener::receive_buffer_bytes() const {
    int bytes = 0;
    socklen_t size = sizeof bytes;
    getsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, &size);
    return bytes;
}

void UdpListener::run(const std::stop_token& stop) {
    const auto batch = std::make_unique<Batch>();
    std::array<pollfd, 2> ready = {pollfd{socket_, POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
    while (!stop.stop_requested()) {
        if (poll(ready.data(), ready.size(), -1) > 0 && ready[0].revents != 0)
            serve(*batch);
    }
}

// Never waits for a batch to be full: what is there is answered at once.
void UdpListener::serve(Batch& batch) {
    batch.prepare();
    const int received = recvmmsg(socket_, batch.headers.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (received <= 0)
        return;
    const RadiusTime now = time_now();
    unsigned answers = 0;
    for (size_t i = 0; i < static_cast<size_t>(received); ++i) {
        mmsghdr asked = batch.headers[i];
        auto answer = handle_(Octets(batch.bytes[i]).first(asked.msg_len),
                              SocketAddress::from(batch.sources[i]), now);
        if (answer.empty())
            continue;
        batch.answers[i] = std::move(answer);
        batch.parts[i] = {batch.answers[i].data(), batch.answers[i].size()};
        turn_round(asked.msg_hdr);
        batch.headers[answers++] = asked;  // not behind the one that it was read from
    }
    for (unsigned sent = 0; sent < answers;) {
        const int more =
            sendmmsg(socket_, batch.headers.data() + sent, answers - sent, MSG_DONTWAIT);
        if (more > 0) {
            sent += static_cast<unsigned>(more);
            continue;
        }
        unsent_.fetch_add(1, std::memory_order_relaxed);  // its source asks again
        ++sent;
    }
}

}  // namespace sluice
