// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "http/http_limits.h"
#include "policy/address.h"
#include "policy/token_bucket.h"

namespace sluice {

enum class Admitted : uint8_t {
    yes,
    too_many_of_address,
    too_many,  // in all
};

// How much of a server one address may have: connections at a time and requests a second. An IPv6
// address stands for its /64. Bounded in memory; one thread at a time.
class Admission {
 public:
    static constexpr size_t kMostAddresses = 65'536;

    // The limits outlive it.
    explicit Admission(const HttpLimits& limits) : limits_(limits) {}

    // yes: one more connection, which close() ends.
    Admitted open(const IpAddress& address, uint64_t now_ns);
    void close(const IpAddress& address);

    // yes: one more request. Where more addresses than can be remembered ask at the same time,
    // there are too many in all.
    Admitted request(const IpAddress& address, uint64_t now_ns);

    size_t connections() const { return connections_; }
    size_t addresses() const { return entries_.size(); }

 private:
    struct Entry {
        TokenBucket requests;
        uint64_t last_ns = 0;
        uint32_t connections = 0;
    };

    bool is_counted(const IpAddress& address) const;
    Entry* entry(const IpAddress& address, uint64_t now_ns);
    void forget_idle(uint64_t now_ns);
    bool take_of_all(uint64_t now_ns);

    const HttpLimits& limits_;
    std::map<IpAddress, Entry> entries_;
    TokenBucket requests_in_all_;
    bool began_ = false;  // requests_in_all_ knows what time it is
    size_t connections_ = 0;
    uint64_t swept_ns_ = 0;
};

}  // namespace sluice
