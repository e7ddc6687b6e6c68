// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>

#include <sys/socket.h>

#include "policy/socket_address.h"

namespace sluice {

// A file descriptor that is closed with its owner; -1: none.
class CollectorSocket {
 public:
    CollectorSocket() = default;
    // Non-blocking, its connect() begun; errno says how that went: 0 or EINPROGRESS is well.
    static CollectorSocket begin(const SocketAddress& address, int type);
    CollectorSocket(CollectorSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    CollectorSocket& operator=(CollectorSocket&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~CollectorSocket();

    int fd() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }
    int take_error() const;  // errno of what went wrong since, 0: nothing

 private:
    int fd_ = -1;
};

// How long until the next try: twice as long after each that failed.
class Backoff {
 public:
    explicit Backoff(uint64_t longest_ms) : longest_ms_(longest_ms) {}

    void failed(uint64_t now_ms) {
        next_ms_ = now_ms + wait_ms_;
        wait_ms_ = wait_ms_ * 2 < longest_ms_ ? wait_ms_ * 2 : longest_ms_;
    }
    void succeeded() { wait_ms_ = kFirstMs; }
    bool is_due(uint64_t now_ms) const { return now_ms >= next_ms_; }

 private:
    static constexpr uint64_t kFirstMs = 1'000;

    const uint64_t longest_ms_;
    uint64_t wait_ms_ = kFirstMs;
    uint64_t next_ms_ = 0;
};

}  // namespace sluice
