// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/cost_map_text.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "oracle/alto/calendar.h"
#include "oracle/alto/cost_row.h"

namespace sluice {
namespace {

std::vector<Pid> all_pids(const NetworkMap& map) {
    std::vector<Pid> pids(map.names().size());
    std::iota(pids.begin(), pids.end(), Pid{0});
    return pids;
}

// Those that there are, each once, in the map's order.
std::vector<Pid> named_pids(const NetworkMap& map, std::span<const std::string_view> names) {
    if (names.empty())
        return all_pids(map);
    std::vector<Pid> pids;
    for (const std::string_view name : names)
        if (const auto pid = map.named(name))
            pids.push_back(*pid);
    std::ranges::sort(pids);
    pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
    return pids;
}

// Of each pair; ordinals are those among these pairs.
CostTables cost_tables(const Topology& topology, std::span<const Pid> from, std::span<const Pid> to,
                       const CostQuestion& question, CalendarTables& calendars) {
    CostTables tables;
    auto& costs = tables[place_of(kNumericalCosts)];
    costs.reserve(from.size() * to.size());
    for (const Pid source : from)
        for (const Pid destination : to)
            costs.push_back(topology.routing_cost().cost(source, destination));
    OrdinalCosts ordinals;
    if (question.needs(kOrdinalCosts))
        ordinals.write(costs, tables[place_of(kOrdinalCosts)]);
    if (question.has_calendars())
        write_calendars(topology, from, to, question, costs, ordinals, calendars);
    return tables;
}

std::string write_cost_map(const Topology& topology, std::span<const Pid> from,
                           std::span<const Pid> to, const CostQuestion& question,
                           std::string_view version_tag) {
    const auto names = topology.map().names();
    CalendarTables calendars;
    const CostTables tables = cost_tables(topology, from, to, question, calendars);
    const CostRows rows(question, tables, calendars);
    std::string out = R"({"meta":{"dependent-vtags":[)" + std::string(version_tag) + "]," +
                      cost_meta_json(question) + calendar_meta_json(question, topology) +
                      R"(},"cost-map":{)";
    bool first = true;
    for (size_t i = 0; i < from.size(); ++i)
        rows.append(out, first, names[from[i]], i * to.size(), to.size(),
                    [&](size_t j) -> std::string_view { return names[to[j]]; });
    out += "}}";
    return out;
}

void append_cost_type(std::string& out, const AltoCostType& cost_type) {
    out += R"({"cost-mode":)";
    append_json_name(out, mode_name(cost_type.mode));
    out += R"(,"cost-metric":)";
    append_json_name(out, metric_name(cost_type.metric));
    out += '}';
}

}  // namespace

std::string cost_meta_json(const CostQuestion& question) {
    std::string out = R"("cost-type":)";
    if (!question.as_arrays) {
        append_cost_type(out, question.told.front());
        return out;
    }
    out += R"({},"multi-cost-types":[)";
    bool first = true;
    for (const AltoCostType& type : question.told) {
        append_json_comma(out, first);
        append_cost_type(out, type);
    }
    out += ']';
    return out;
}

std::string cost_map_text(const Topology& topology, AltoCostType::Mode mode,
                          std::string_view version_tag) {
    const std::vector<Pid> pids = all_pids(topology.map());
    CostQuestion question;
    question.told = {{AltoCostType::Metric::routing, mode}};
    std::string text = write_cost_map(topology, pids, pids, question, version_tag);
    text.shrink_to_fit();
    return text;
}

std::optional<std::string> filtered_cost_map_text(const Topology& topology,
                                                  const CostMapFilter& filter,
                                                  std::string_view version_tag, size_t most) {
    const std::vector<Pid> from = named_pids(topology.map(), filter.sources);
    const std::vector<Pid> to = named_pids(topology.map(), filter.destinations);
    const size_t intervals =
        filter.costs.has_calendars() ? topology.calendar()->intervals() : size_t{1};
    if (from.size() * to.size() * intervals > most)
        return std::nullopt;
    return write_cost_map(topology, from, to, filter.costs, version_tag);
}

}  // namespace sluice
