// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http_limits.h"
#include "oracle/tracker/hash_list.h"
#include "oracle/tracker/layers/read_layers.h"
#include "oracle/tracker/tracker.h"
#include "oracle/tracker/upstream/upstream_hashes.h"
#include "policy/socket_address.h"
#include "policy/yaml/parse_config.h"

namespace sluice {

// What sluice-tracker is told by its file (docs/tracker.md).
struct TrackerConfig {
    std::vector<SocketAddress> udp;  // at least one of the two
    std::vector<SocketAddress> http;
    uint32_t udp_threads = 1;  // of each address
    HttpLimits http_limits;
    TrackerSettings settings;
    HashList::Meaning hash_list = HashList::Meaning::none;
    std::string hash_file;
    LayersConfig layers;
    std::optional<UpstreamConfig> upstream;
    std::string topology;                  // its file; empty: all peers are equally near
    std::optional<SocketAddress> metrics;  // not there: no metrics
};

// Reads nothing but the text, whatever that is.
ParsedConfig<TrackerConfig> parse_tracker_config(std::string_view text, std::string_view file_name);

}  // namespace sluice
