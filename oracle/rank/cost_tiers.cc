// SPDX-License-Identifier: Apache-2.0
#include "oracle/rank/cost_tiers.h"

#include <algorithm>

namespace sluice {

CostTiers::CostTiers(const CostMap& costs) : pids_(costs.pids()), row_of_(pids_, kPlainRow) {
    std::vector<float> row(pids_, costs.every_pair());
    std::vector<float> distinct;
    const auto keep = [&] {
        distinct.clear();
        std::ranges::copy_if(row, std::back_inserter(distinct),
                             [](float cost) { return cost != CostMap::kUnknown; });
        std::ranges::sort(distinct);
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        for (const float cost : row)
            tiers_.push_back(
                static_cast<uint16_t>(std::ranges::lower_bound(distinct, cost) - distinct.begin()));
        known_.push_back(static_cast<uint16_t>(distinct.size()));
    };

    keep();  // kPlainRow
    for (size_t from = 0; from < pids_; ++from) {
        if (!costs.has_row(static_cast<Pid>(from)))
            continue;
        for (size_t to = 0; to < pids_; ++to)
            row[to] = costs.cost(static_cast<Pid>(from), static_cast<Pid>(to));
        row_of_[from] = static_cast<uint32_t>(known_.size());
        keep();
    }
    tiers_.shrink_to_fit();
}

CostTiers::From CostTiers::from(Pid from) const {
    if (from >= pids_)
        return {{}, 0};
    const size_t row = row_of_[from];
    return {std::span(tiers_).subspan(row * pids_, pids_), known_[row]};
}

size_t CostTiers::memory_bytes() const {
    return row_of_.capacity() * sizeof(uint32_t) +
           (tiers_.capacity() + known_.capacity()) * sizeof(uint16_t);
}

}  // namespace sluice
