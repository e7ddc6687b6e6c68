// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/topology_yaml.h"

#include <utility>

#include "oracle/feeds/yaml/location_names.h"
#include "oracle/feeds/yaml/read_addresses.h"
#include "oracle/feeds/yaml/read_as_numbers.h"
#include "oracle/feeds/yaml/read_calendar.h"
#include "oracle/feeds/yaml/read_costs.h"
#include "oracle/feeds/yaml/read_feeds.h"
#include "oracle/feeds/yaml/read_links.h"
#include "oracle/feeds/yaml/read_localities.h"
#include "oracle/feeds/yaml/read_pids.h"
#include "policy/yaml/value.h"

namespace sluice {
namespace {

void read_all_costs(const YamlFields& whole, const LocationNames& names,
                    TopologyDefinition& definition) {
    definition.routing_cost = CostMap(names.pid_count());
    definition.ranking_cost = definition.routing_cost;
    const auto costs = whole.require("costs");
    if (!costs)
        return;
    const auto fields = costs->fields({"routing", "ranking", "calendar"});
    if (!fields)
        return;
    if (const auto routing = fields->require("routing"))
        definition.routing_cost = read_costs(*routing, names, nullptr);
    definition.ranking_cost = definition.routing_cost;
    if (const auto ranking = fields->find("ranking"))
        definition.ranking_cost = read_costs(*ranking, names, &definition.routing_cost);
    if (const auto calendar = fields->find("calendar"))
        definition.calendar =
            read_calendar(*calendar, names, definition.routing_cost, definition.ranking_cost);
}

TopologyDefinition read_definition(const YamlFields& fields) {
    TopologyDefinition definition;
    definition.neighbours = read_neighbours(fields);
    if (const auto feeds = fields.find("feeds"))
        definition.feeds = read_feeds(*feeds, definition.neighbours.own);
    LocationNames names;
    if (const auto pids = fields.require("pids"))
        definition.pids = read_pids(*pids, definition.neighbours, definition.feeds);
    for (const PidDefinition& pid : definition.pids)
        names.add_pid(pid.name);
    if (const auto points = fields.find("points_of_presence"))
        names.read_points_of_presence(*points);
    read_all_costs(fields, names, definition);
    if (const auto links = fields.find("links"))
        definition.links = read_links(*links, names);
    if (const auto localities = fields.find("locality"))
        definition.localities = read_localities(*localities, names);
    if (const auto caches = fields.find("caches"))
        definition.caches = read_caches(*caches);
    if (const auto realms = fields.find("realms"))
        definition.realms = read_realms(*realms);
    return definition;
}

}  // namespace

ParsedTopology parse_topology(std::string_view text, std::string_view file_name) {
    Complaints complaints;
    const auto root = read_yaml(text, file_name, complaints);
    if (!root)
        return {std::nullopt, std::move(complaints)};
    YamlReport report(file_name);
    const auto fields = YamlValue(*root, "", report)
                            .fields({"own_as", "neighbours", "pids", "points_of_presence", "costs",
                                     "caches", "realms", "feeds", "links", "locality"});
    std::optional<TopologyDefinition> definition;
    if (fields)
        definition = read_definition(*fields);
    if (report.count() > 0)
        definition.reset();
    return {std::move(definition), report.take()};
}

}  // namespace sluice
