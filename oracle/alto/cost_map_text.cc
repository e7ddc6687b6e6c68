// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/cost_map_text.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

#include "oracle/alto/cost_row.h"
#include "oracle/rank/endpoint_costs.h"

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

// What is to be told of each pair; kUnknown: nothing. Ordinals are those among these pairs.
std::vector<float> told_costs(const Topology& topology, std::span<const Pid> from,
                              std::span<const Pid> to, AltoCostType::Mode mode) {
    std::vector<float> costs;
    costs.reserve(from.size() * to.size());
    for (const Pid source : from)
        for (const Pid destination : to)
            costs.push_back(topology.routing_cost().cost(source, destination));
    if (mode == AltoCostType::Mode::numerical)
        return costs;
    std::vector<uint32_t> order(costs.size());
    std::vector<float> work;
    ordinals(costs, order, work);
    for (size_t i = 0; i < costs.size(); ++i)
        costs[i] = order[i] == 0 ? CostMap::kUnknown : static_cast<float>(order[i]);
    return costs;
}

std::string write_cost_map(const Topology& topology, std::span<const Pid> from,
                           std::span<const Pid> to, const AltoCostType& cost_type,
                           const CostRange& range, std::string_view version_tag) {
    const auto names = topology.map().names();
    const std::vector<float> costs = told_costs(topology, from, to, cost_type.mode);
    std::string out = R"({"meta":{"dependent-vtags":[)" + std::string(version_tag) +
                      R"(],"cost-type":)" + cost_type_json(cost_type) + R"(},"cost-map":{)";
    bool first = true;
    for (size_t i = 0; i < from.size(); ++i)
        append_cost_row(out, first, names[from[i]],
                        std::span(costs).subspan(i * to.size(), to.size()), range,
                        [&](size_t j) -> std::string_view { return names[to[j]]; });
    out += "}}";
    return out;
}

}  // namespace

std::string cost_type_json(const AltoCostType& cost_type) {
    std::string out = R"({"cost-mode":)";
    append_json_name(out, mode_name(cost_type.mode));
    out += R"(,"cost-metric":)";
    append_json_name(out, metric_name(cost_type.metric));
    out += '}';
    return out;
}

std::string cost_map_text(const Topology& topology, AltoCostType::Mode mode,
                          std::string_view version_tag) {
    const std::vector<Pid> pids = all_pids(topology.map());
    std::string text = write_cost_map(topology, pids, pids, {AltoCostType::Metric::routing, mode},
                                      {}, version_tag);
    text.shrink_to_fit();
    return text;
}

std::optional<std::string> filtered_cost_map_text(const Topology& topology,
                                                  const CostMapFilter& filter,
                                                  std::string_view version_tag, size_t most) {
    const std::vector<Pid> from = named_pids(topology.map(), filter.sources);
    const std::vector<Pid> to = named_pids(topology.map(), filter.destinations);
    if (from.size() * to.size() > most)
        return std::nullopt;
    return write_cost_map(topology, from, to, filter.cost_type, filter.range, version_tag);
}

}  // namespace sluice
