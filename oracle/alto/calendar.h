// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "oracle/alto/cost_question.h"
#include "oracle/rank/topology.h"

namespace sluice {

// Calendars of costs (RFC 8896), where a topology has one. One begins with the interval that holds
// now, whose values are those that are told as single costs, and ends a day later: "a server may
// provide Calendar updates starting at the request date" (section 3.3). So whoever cannot wait
// takes the first value, and all have a whole day ahead of them. As days are alike, the one after
// it has the same values.

// Which are told so; the order of the moment, which measured load makes, is not.
OfferedCosts offered_as_calendars();

// Costs of pairs in each interval, from the present one on; a pair's are beside one another.
struct CalendarTables {
    CostTables costs;
    size_t intervals = 0;

    std::span<const float> of(const AltoCostType& type, size_t pair) const {
        return std::span(costs[place_of(type)]).subspan(pair * intervals, intervals);
    }
};

// Writes those that the question wants of a topology that has a calendar; the others stay as they
// are. now: the numerical costs of the pairs, a row for each of from; where one is not known, it is
// at no time. Ordinal costs are the order of all values that are told, so that times can be
// compared as places can (RFC 7285, section 6.1.2.2).
void write_calendars(const Topology& topology, std::span<const Pid> from, std::span<const Pid> to,
                     const CostQuestion& question, std::span<const float> now,
                     OrdinalCosts& ordinals, CalendarTables& out);

// What "meta" says of them, with the comma before it; nothing if none is told (section 5.1.2).
std::string calendar_meta_json(const CostQuestion& question, const Topology& topology);

}  // namespace sluice
