// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "oracle/feeds/neighbours.h"
#include "oracle/feeds/topology_definition.h"
#include "policy/yaml/value.h"

namespace sluice {

// A mapping of names:
//   north:     { prefixes: [198.18.0.0/17, "2001:db8:1::/48"] }
//   customers: { relation: customer }
//   bigcdn:    { origin: [64510, 64511], as_hops: 1-2 }
//   alps:      { region: [AT-7, CH-GR] }
//   elsewhere: { default: true }
// neighbours, feeds: what there is to choose by.
std::vector<PidDefinition> read_pids(const YamlValue& value, const Neighbours& neighbours,
                                     const std::vector<FeedSource>& feeds);

}  // namespace sluice
