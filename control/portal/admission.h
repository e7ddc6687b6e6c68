// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "control/portal/portal_config.h"
#include "policy/address.h"
#include "policy/token_bucket.h"

namespace sluice {

// How much of the portal one address may have: connections at a time and requests a second. An IPv6
// address stands for its /64. Bounded in memory; one thread at a time.
class Admission {
 public:
    static constexpr size_t kMostAddresses = 65'536;

    explicit Admission(const PortalLimits& limits) : limits_(limits) {}

    // True: one more connection, which close() ends.
    bool open(const IpAddress& address, uint64_t now_ns);
    void close(const IpAddress& address);

    // True: one more request. Where more addresses than can be remembered ask at the same time,
    // new ones are refused.
    bool request(const IpAddress& address, uint64_t now_ns);

    size_t connections() const { return connections_; }
    size_t addresses() const { return entries_.size(); }

 private:
    struct Entry {
        TokenBucket requests;
        uint64_t last_ns = 0;
        uint32_t connections = 0;
    };

    Entry* entry(const IpAddress& address, uint64_t now_ns);
    void forget_idle(uint64_t now_ns);

    const PortalLimits limits_;
    std::map<IpAddress, Entry> entries_;
    size_t connections_ = 0;
    uint64_t swept_ns_ = 0;
};

}  // namespace sluice
