// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oracle/feeds/topology_definition.h"
#include "policy/yaml/value.h"

namespace sluice {

// What feeds have that are asked over the network:
//   { name: bgp, format: gobgp, address: "127.0.0.1:50051", every: 1m }
//   { name: north, format: alto, url: "https://alto.north.example/alto/directory",
//     from: 198.18.0.1, for_origin: 64499, every: 10m }
// feed: its format is known.
void read_network_feed(const YamlFields& fields, FeedSource& feed);

// Complains of keys that feeds of that format do not have.
void refuse_others_keys(const YamlFields& fields, FeedFormat format);

}  // namespace sluice
