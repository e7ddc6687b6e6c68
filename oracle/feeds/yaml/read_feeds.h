// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "oracle/feeds/topology_definition.h"
#include "policy/yaml/value.h"

namespace sluice {

// [{ name: routes, format: mrt, file: /var/lib/sluice/rib.mrt.gz, stale_after: 1d }, ...]
std::vector<FeedSource> read_feeds(const YamlValue& value);

}  // namespace sluice
