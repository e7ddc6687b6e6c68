// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "oracle/alto/calendar.h"
#include "oracle/alto/cost_question.h"
#include "oracle/alto/json_text.h"

namespace sluice {

// Writes what is told of pairs of sources and destinations, "a":{"b":1,"c":5}, or with
// multi-cost-types "a":{"b":[1,7],"c":[5,null]}. A calendar is an array where a cost would be.
class CostRows {
 public:
    // calendars: where the question has any.
    CostRows(const CostQuestion& question, const CostTables& costs, const CalendarTables& calendars)
        : question_(question),
          costs_(costs),
          calendars_(calendars),
          is_plain_(!question.as_arrays && !question.has_calendars()) {}

    // A source as a member of an object, with `count` destinations whose costs begin at `begin`:
    // without those of which nothing is known or that are not in question, and nothing if none is
    // left. Names need no escaping; first is of the object, name_of(i) the i-th destination's.
    template <typename NameOf>
    void append(std::string& out, bool& first, std::string_view source, size_t begin, size_t count,
                NameOf name_of) const {
        size_t i = 0;
        while (i < count && !is_told(begin + i))
            ++i;
        if (i == count)
            return;
        append_json_comma(out, first);
        append_json_name(out, source);
        out += ":{";
        if (is_plain_)
            append_plain(out, begin, i, count, name_of);
        else
            append_others(out, begin, i, count, name_of);
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

    template <typename NameOf>
    void append_plain(std::string& out, size_t begin, size_t i, size_t count,
                      NameOf name_of) const {
        JsonCostMembers members(out);
        for (; i < count; ++i)
            if (is_told(begin + i))
                members.add(name_of(i), cost(question_.told.front(), begin + i));
    }

    template <typename NameOf>
    void append_others(std::string& out, size_t begin, size_t i, size_t count,
                       NameOf name_of) const {
        bool first = true;
        for (; i < count; ++i) {
            if (!is_told(begin + i))
                continue;
            append_json_comma(out, first);
            append_json_name(out, name_of(i));
            out += ':';
            append_costs(out, begin + i);
        }
    }

    void append_costs(std::string& out, size_t pair) const {
        if (!question_.as_arrays)
            return append_calendar(out, question_.told.front(), pair);
        out += '[';
        bool first = true;
        for (size_t i = 0; i < question_.told.size(); ++i) {
            const AltoCostType& type = question_.told[i];
            append_json_comma(out, first);
            // RFC 8189, section 4.1.3.
            if (cost(type, pair) >= CostMap::kUnknown)
                out += "null";
            else if (question_.has_calendars() && question_.calendared[i])
                append_calendar(out, type, pair);
            else
                append_json_cost(out, cost(type, pair));
        }
        out += ']';
    }

    void append_calendar(std::string& out, const AltoCostType& type, size_t pair) const {
        out += '[';
        bool first = true;
        for (const float cost : calendars_.of(type, pair)) {
            append_json_comma(out, first);
            append_json_cost(out, cost);
        }
        out += ']';
    }

    const CostQuestion& question_;
    const CostTables& costs_;
    const CalendarTables& calendars_;
    const bool is_plain_;  // one cost each, as most ask
};

}  // namespace sluice
