// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "oracle/alto/cost_question.h"
#include "oracle/alto/json_text.h"

namespace sluice {

// Writes what is told of pairs of sources and destinations, "a":{"b":1,"c":5}, or with
// multi-cost-types "a":{"b":[1,7],"c":[5,null]}.
class CostRows {
 public:
    CostRows(const CostQuestion& question, const CostTables& costs)
        : question_(question), costs_(costs) {}

    // A source as a member of an object, with `count` destinations whose costs begin at `begin`:
    // without those of which nothing is known or that are not in question, and nothing if none is
    // left. Names need no escaping; first is of the object, name_of(i) the i-th destination's.
    template <typename NameOf>
    void append(std::string& out, bool& first, std::string_view source, size_t begin, size_t count,
                NameOf name_of) const {
        bool first_cost = true;
        for (size_t i = 0; i < count; ++i) {
            if (!is_told(begin + i))
                continue;
            if (first_cost) {
                append_json_comma(out, first);
                append_json_name(out, source);
                out += ":{";
            }
            append_json_comma(out, first_cost);
            append_json_name(out, name_of(i));
            out += ':';
            append_costs(out, begin + i);
        }
        if (!first_cost)
            out += '}';
    }

 private:
    float cost(const AltoCostType& type, size_t pair) const { return costs_[place_of(type)][pair]; }

    bool is_told(size_t pair) const {
        for (const AltoCostType& type : question_.told)
            if (cost(type, pair) < CostMap::kUnknown)
                return question_.test.holds(costs_, pair);
        return false;
    }

    void append_costs(std::string& out, size_t pair) const {
        if (!question_.as_arrays)
            return append_json_cost(out, cost(question_.told.front(), pair));
        out += '[';
        bool first = true;
        for (const AltoCostType& type : question_.told) {
            append_json_comma(out, first);
            // RFC 8189, section 4.1.3.
            if (cost(type, pair) < CostMap::kUnknown)
                append_json_cost(out, cost(type, pair));
            else
                out += "null";
        }
        out += ']';
    }

    const CostQuestion& question_;
    const CostTables& costs_;
};

}  // namespace sluice
