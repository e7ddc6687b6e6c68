// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oracle/tracker/layers/layer_above.h"
#include "oracle/tracker/layers/layer_routes.h"
#include "policy/socket_address.h"
#include "policy/yaml/value.h"

namespace sluice {

// Who may register here.
struct LayersBelow {
    struct Permit {
        std::string name;
        std::string token_file;
        std::vector<Prefix> prefixes;
    };

    std::vector<SocketAddress> listen;  // for HTTPS
    std::string certificate;
    std::string key;
    std::vector<Permit> trackers;
};

// What the tracker's file says of other trackers (docs/tracker-layers.md).
struct LayersConfig {
    std::optional<LayersBelow> below;
    std::optional<LayerAbove> above;
    LayerRoutes::Above routes;  // if there is one above
};

void read_layers(const YamlValue& value, LayersConfig& out);

}  // namespace sluice
