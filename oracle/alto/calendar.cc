// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/calendar.h"

#include "http/http_date.h"
#include "oracle/alto/json_text.h"

namespace sluice {

OfferedCosts offered_as_calendars() {
    return offered_by_maps();
}

void write_calendars(const Topology& topology, std::span<const Pid> from, std::span<const Pid> to,
                     const CostQuestion& question, std::span<const float> now,
                     OrdinalCosts& ordinals, CalendarTables& out) {
    const CostCalendar& calendar = *topology.calendar();
    const size_t intervals = out.intervals = calendar.intervals();
    const size_t present = calendar.interval_at(topology.interval_begin_s());
    auto& costs = out.costs[place_of(kNumericalCosts)];
    costs.assign(now.size() * intervals, CostMap::kUnknown);
    for (size_t pair = 0; pair < now.size(); ++pair)
        for (size_t i = 0; i < intervals && now[pair] < CostMap::kUnknown; ++i)
            costs[pair * intervals + i] = calendar.routing_cost(
                from[pair / to.size()], to[pair % to.size()], (present + i) % intervals);
    if (question.calendar_types()[place_of(kOrdinalCosts)])
        ordinals.write(costs, out.costs[place_of(kOrdinalCosts)]);
}

// The names are always there; one type could do without.
std::string calendar_meta_json(const CostQuestion& question, const Topology& topology) {
    if (!question.has_calendars())
        return "";
    const CostCalendar& calendar = *topology.calendar();
    std::string out = R"(,"calendar-response-attributes":[{"cost-type-names":[)";
    bool first = true;
    for (const NamedCostType& named : kCostTypes) {
        if (!question.calendar_types()[place_of(named.type)])
            continue;
        append_json_comma(out, first);
        append_json_name(out, named.name);
    }
    out += R"(],"calendar-start-time":)";
    append_json_name(out, http_date(topology.interval_begin_s()));
    out += R"(,"time-interval-size":)";
    append_json_number(out, calendar.day().interval_s);
    out += R"(,"number-of-intervals":)";
    append_json_number(out, static_cast<uint32_t>(calendar.intervals()));
    if (calendar.day().repeated > 1) {
        out += R"(,"repeated":)";
        append_json_number(out, calendar.day().repeated);
    }
    out += "}]";
    return out;
}

}  // namespace sluice
