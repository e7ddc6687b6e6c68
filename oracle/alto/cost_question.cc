// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/cost_question.h"

#include <algorithm>

#include "oracle/rank/endpoint_costs.h"

namespace sluice {

OfferedCosts offered_by_maps() {
    return OfferedCosts().set().reset(place_of(kRankingCosts));
}

OfferedCosts offered_by_endpoints(bool with_ranking) {
    return with_ranking ? OfferedCosts().set() : offered_by_maps();
}

bool CostTest::add(const AltoCostType& type, std::string_view comparison) {
    auto& bounds = alternatives_.back();
    const size_t place = place_of(type);
    auto of_type = std::ranges::find(bounds, place, &Bound::type);
    if (of_type == bounds.end())
        of_type = bounds.insert(bounds.end(), Bound{place, {}});
    return of_type->range.add(comparison);
}

bool CostTest::holds(const CostTables& costs, size_t pair) const {
    return alternatives_.empty() || std::ranges::any_of(alternatives_, [&](const auto& bounds) {
               return std::ranges::all_of(bounds, [&](const Bound& bound) {
                   const float cost = costs[bound.type][pair];
                   return cost < CostMap::kUnknown && bound.range.contains(cost);
               });
           });
}

OfferedCosts CostTest::types() const {
    OfferedCosts types;
    for (const auto& bounds : alternatives_)
        for (const Bound& bound : bounds)
            types.set(bound.type);
    return types;
}

OfferedCosts CostQuestion::calendar_types() const {
    OfferedCosts types;
    for (size_t i = 0; i < calendared.size(); ++i)
        if (calendared[i])
            types.set(place_of(told[i]));
    return types;
}

OfferedCosts CostQuestion::needed() const {
    auto types = test.types();
    for (const AltoCostType& type : told)
        types.set(place_of(type));
    return types;
}

// As floats, in which every ordinal of an answer fits.
void OrdinalCosts::write(std::span<const float> costs, std::vector<float>& out) {
    order_.resize(costs.size());
    ordinals(costs, order_, work_);
    out.resize(costs.size());
    for (size_t i = 0; i < costs.size(); ++i)
        out[i] = order_[i] == 0 ? CostMap::kUnknown : static_cast<float>(order_[i]);
}

}  // namespace sluice
