// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/socket_address.h"
#include "policy/yaml/value.h"

namespace sluice {

// What the `rank_udp` part of sluice-oracle's file says (docs/rank-service.md).
struct RankUdpConfig {
    struct Key {
        uint32_t id = 0;
        std::string file;  // with the secret
    };

    std::vector<SocketAddress> listen;  // none: there is no such service
    uint32_t threads = 1;               // of each address
    uint32_t requests_per_second = 100;
    std::vector<Key> keys;
};

void read_rank_udp(const YamlValue& value, RankUdpConfig& out);

}  // namespace sluice
