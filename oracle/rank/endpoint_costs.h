// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "oracle/rank/cost_map.h"
#include "oracle/rank/topology.h"
#include "policy/address.h"

namespace sluice {

// What reaching each destination costs by those costs (the topology's routing_cost() where they
// are told): CostMap::kUnknown where that is not known, and where the destination is inside a
// realm that the source is not in (RFC 7285, section 11.5). As many costs as destinations.
void endpoint_costs(const Topology& topology, const CostMap& by, const IpAddress& source,
                    std::span<const IpAddress> destinations, std::span<float> costs);

// Their order among one another, from 1, equal for equal costs (RFC 7285, sections 6.1.2.2 and
// 6.2: of all sources and destinations of an answer together); 0 for kUnknown. As many ordinals as
// costs; work: kept between calls to spare its memory.
void ordinals(std::span<const float> costs, std::span<uint32_t> ordinals, std::vector<float>& work);

}  // namespace sluice
