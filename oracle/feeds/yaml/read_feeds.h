// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "oracle/feeds/topology_definition.h"
#include "policy/yaml/value.h"

namespace sluice {

// [{ name: routes, format: mrt, file: /var/lib/sluice/rib.mrt.gz, stale_after: 1d }, ...], and
// those of the network (read_network_feed.h).
// Nobody else is believed about what own_as originate.
std::vector<FeedSource> read_feeds(const YamlValue& value, const std::vector<uint32_t>& own_as);

}  // namespace sluice
