// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "policy/address.h"

namespace sluice {

// How much of a server one address and all together may have. An IPv6 address stands for its /64.
struct HttpLimits {
    uint32_t connections = 1'024;  // when there are so many, the longest idle one gives way
    uint32_t connections_per_address = 64;
    uint32_t requests_per_second = 100;       // of an address; a second's worth may come at once
    uint32_t requests_per_second_in_all = 0;  // 0: as many as come
    uint64_t idle_ns = 30'000'000'000;        // a connection between requests
    uint64_t read_ns = 5'000'000'000;         // from a request's first byte to its last
    uint64_t quiet_ns = 15'000'000'000;       // of a stream: then it shows that it is there
    uint32_t header_bytes = 8'192;            // of a request
    uint32_t body_bytes = 524'288;            // the same
    std::vector<Prefix> allowed = {};         // who is served; empty: everybody
    std::vector<Prefix> not_counted = {};     // proxies and trackers, who ask for many
};

}  // namespace sluice
