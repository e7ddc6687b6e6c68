// SPDX-License-Identifier: Apache-2.0
#include "oracle/udp/datagram_burst.h"

#include <cerrno>

namespace sluice {

DatagramBurst::DatagramBurst() {
    for (size_t i = 0; i < kMost; ++i) {
        incoming_[i] = {requests_[i].data(), kRequestBytes};
        outgoing_[i] = {replies_[i].data(), 0};
    }
}

void DatagramBurst::expect() {
    for (size_t i = 0; i < received_; ++i) {
        msghdr& header = incoming_messages_[i].msg_hdr;
        header = {};
        header.msg_name = &from_[i];
        header.msg_namelen = sizeof from_[i];
        header.msg_iov = &incoming_[i];
        header.msg_iovlen = 1;
    }
}

void DatagramBurst::receive(int socket) {
    expect();
    answers_ = 0;
    const int count = recvmmsg(socket, incoming_messages_.data(), kMost, MSG_WAITFORONE, nullptr);
    received_ = count > 0 ? static_cast<size_t>(count) : 0;
}

void DatagramBurst::answer(size_t number, size_t bytes) {
    outgoing_[answers_].iov_len = bytes;
    msghdr& header = outgoing_messages_[answers_].msg_hdr;
    header = {};
    header.msg_name = &from_[number];
    header.msg_namelen = incoming_messages_[number].msg_hdr.msg_namelen;
    header.msg_iov = &outgoing_[answers_];
    header.msg_iovlen = 1;
    ++answers_;
}

size_t DatagramBurst::send(int socket) {
    size_t done = 0;
    size_t unsent = 0;
    while (done < answers_) {
        const int sent = sendmmsg(socket, outgoing_messages_.data() + done,
                                  static_cast<unsigned>(answers_ - done), 0);
        if (sent > 0) {
            done += static_cast<size_t>(sent);
            continue;
        }
        if (errno == EINTR)
            continue;
        // The first of them cannot be sent; the next can.
        ++unsent;
        ++done;
    }
    return unsent;
}

}  // namespace sluice
