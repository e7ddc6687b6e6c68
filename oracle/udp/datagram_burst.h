// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <sys/socket.h>

#include "classifier/bytes.h"
#include "policy/socket_address.h"

namespace sluice {

// The datagrams of one system call, and the answers that leave by another. One thread's; a quarter
// of a megabyte, so it is not for the stack.
class DatagramBurst {
 public:
    static constexpr size_t kMost = 64;
    // Larger than a scrape of 74 hashes; of what is larger the end is not had.
    static constexpr size_t kRequestBytes = 2'048;
    // As large as goes through any IPv6 path (RFC 8200, section 5).
    static constexpr size_t kReplyBytes = 1'280 - 40 - 8;

    DatagramBurst();
    DatagramBurst(const DatagramBurst&) = delete;
    DatagramBurst& operator=(const DatagramBurst&) = delete;

    // Waits for the first datagram, and takes what else is there. Nothing when the socket's
    // patience is over.
    void receive(int socket);
    // How many answers the kernel did not take: nobody is there, or no way leads there.
    size_t send(int socket);

    size_t size() const { return received_; }
    Bytes request(size_t number) const {
        return Bytes(requests_[number].data(), incoming_messages_[number].msg_len);
    }
    IpAddress source(size_t number) const { return SocketAddress::from(from_[number]).address; }

    // Where the next answer is written, and that it is: so many bytes, to who sent that request.
    std::span<uint8_t, kReplyBytes> room() { return replies_[answers_]; }
    void answer(size_t number, size_t bytes);

 private:
    void expect();

    size_t received_ = kMost;  // the kernel has changed the messages of so many
    size_t answers_ = 0;
    std::array<std::array<uint8_t, kRequestBytes>, kMost> requests_;
    std::array<std::array<uint8_t, kReplyBytes>, kMost> replies_;
    std::array<sockaddr_storage, kMost> from_;
    std::array<iovec, kMost> incoming_;
    std::array<iovec, kMost> outgoing_;
    std::array<mmsghdr, kMost> incoming_messages_;
    std::array<mmsghdr, kMost> outgoing_messages_;
};

}  // namespace sluice
