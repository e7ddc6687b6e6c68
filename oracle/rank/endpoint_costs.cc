// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/endpoint_costs.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>

namespace sluice {

void endpoint_costs(const Topology& topology, const CostMap& by, const IpAddress& source,
                    std::span<const IpAddress> destinations, std::span<float> costs) {
    assert(destinations.size() == costs.size());
    constexpr size_t kAtOnce = 64;
    const Pid from = topology.map().find(source);
    const uint16_t realm = topology.realm(source);
    std::array<Pid, kAtOnce> pids;
    for (size_t at = 0; at < destinations.size(); at += kAtOnce) {
        const auto block = destinations.subspan(at, std::min(kAtOnce, destinations.size() - at));
        topology.map().find(block, std::span(pids).first(block.size()));
        for (size_t i = 0; i < block.size(); ++i)
            costs[at + i] =
                topology.may_be_told(realm, block[i]) ? by.cost(from, pids[i]) : CostMap::kUnknown;
    }
}

void ordinals(std::span<const float> costs, std::span<uint32_t> ordinals,
              std::vector<float>& work) {
    assert(costs.size() == ordinals.size());
    work.clear();
    std::ranges::copy_if(costs, std::back_inserter(work),
                         [](float cost) { return cost != CostMap::kUnknown; });
    std::ranges::sort(work);
    work.erase(std::unique(work.begin(), work.end()), work.end());
    for (size_t i = 0; i < costs.size(); ++i) {
        const auto place = std::ranges::lower_bound(work, costs[i]) - work.begin();
        ordinals[i] = costs[i] == CostMap::kUnknown ? 0 : static_cast<uint32_t>(place) + 1;
    }
}

}  // namespace sluice
