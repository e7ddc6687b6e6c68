// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "oracle/alto/constraint.h"
#include "oracle/alto/json_text.h"
#include "oracle/rank/cost_map.h"

namespace sluice {

// A source and what reaching each destination costs, "a":{"b":1,"c":5}, as a member of an object:
// without those that are not known or not in the range, and nothing if none is left. Names need no
// escaping; first is of the object, name_of(i) the name of the destination that costs costs[i].
template <typename NameOf>
void append_cost_row(std::string& out, bool& first, std::string_view source,
                     std::span<const float> costs, const CostRange& range, NameOf name_of) {
    bool first_cost = true;
    for (size_t i = 0; i < costs.size(); ++i) {
        if (costs[i] >= CostMap::kUnknown || !range.contains(costs[i]))
            continue;
        if (first_cost) {
            append_json_comma(out, first);
            append_json_name(out, source);
            out += ":{";
        }
        append_json_comma(out, first_cost);
        append_json_name(out, name_of(i));
        out += ':';
        append_json_cost(out, costs[i]);
    }
    if (!first_cost)
        out += '}';
}

}  // namespace sluice
