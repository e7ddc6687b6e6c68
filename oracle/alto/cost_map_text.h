// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oracle/alto/requests.h"
#include "oracle/rank/topology.h"

namespace sluice {

// What "meta" of a reply says of its costs: the members "cost-type" and, where they are arrays,
// "multi-cost-types" (RFC 8189, section 4.1.3).
std::string cost_meta_json(const CostQuestion& question);

// A whole cost map of the published costs (RFC 7285, section 11.2.3). Pairs of which nothing is
// known are left out, and so are sources without any pair. version_tag: of the network map.
std::string cost_map_text(const Topology& topology, AltoCostType::Mode mode,
                          std::string_view version_tag);

// What is asked for of it (section 11.3.2); nothing if that is more than `most` values: pairs, or
// with calendars, which a topology then has, pairs by intervals.
std::optional<std::string> filtered_cost_map_text(const Topology& topology,
                                                  const CostMapFilter& filter,
                                                  std::string_view version_tag, size_t most);

}  // namespace sluice
