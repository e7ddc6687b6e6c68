// SPDX-License-Identifier: Apache-2.0
#include "oracle/feeds/alto/alto_maps.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <simdjson.h>

#include "oracle/rank/pid.h"

namespace sluice {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view kCostMapType = "application/alto-costmap+json";
constexpr std::string_view kNetworkMapType = "application/alto-networkmap+json";

// Each of these is empty where the field is not there, or not that.
std::optional<object> object_in(const object& of, std::string_view name) {
    object found;
    return of[name].get(found) == simdjson::SUCCESS ? std::optional(found) : std::nullopt;
}
std::optional<array> array_in(const object& of, std::string_view name) {
    array found;
    return of[name].get(found) == simdjson::SUCCESS ? std::optional(found) : std::nullopt;
}
std::string_view text_in(const object& of, std::string_view name) {
    std::string_view found;
    return of[name].get(found) == simdjson::SUCCESS ? found : std::string_view();
}

bool has_text(const array& list, std::string_view sought) {
    return std::any_of(list.begin(), list.end(), [&](const element& one) {
        std::string_view text;
        return one.get(text) == simdjson::SUCCESS && text == sought;
    });
}

std::optional<object> read_object(simdjson::dom::parser& parser, std::string_view json,
                                  std::string& why) {
    object root;
    const auto error = parser.parse(json.data(), json.size()).get(root);
    if (error == simdjson::SUCCESS)
        return root;
    why = std::string("it is no JSON object: ") + simdjson::error_message(error);
    return std::nullopt;
}

std::optional<AltoTag> read_tag(const object& of) {
    AltoTag tag{std::string(text_in(of, "resource-id")), std::string(text_in(of, "tag"))};
    return tag.resource_id.empty() || tag.tag.empty() ? std::nullopt : std::optional(tag);
}

// Whether one of the cost types that a resource names is routingcost in numbers.
bool is_routing_cost(const object& resource, const object& cost_types) {
    const auto capabilities = object_in(resource, "capabilities");
    const auto names = capabilities ? array_in(*capabilities, "cost-type-names") : std::nullopt;
    if (!names)
        return false;
    return std::any_of(names->begin(), names->end(), [&](const element& one) {
        std::string_view name;
        if (one.get(name) != simdjson::SUCCESS)
            return false;
        const auto type = object_in(cost_types, name);
        return type && text_in(*type, "cost-mode") == "numerical" &&
               text_in(*type, "cost-metric") == "routingcost";
    });
}

void read_prefixes(const object& groups, std::string_view family, uint32_t pid,
                   AltoNetworkMap& map) {
    const auto list = array_in(groups, family);
    if (!list)
        return;
    for (const element& one : *list) {
        std::string_view text;
        const bool is_text = one.get(text) == simdjson::SUCCESS;
        const auto prefix = is_text && text.find('/') != std::string_view::npos
                                ? Prefix::parse(text)
                                : std::nullopt;
        if (prefix && prefix->address.is_ipv4() == (family == "ipv4"))
            map.prefixes.emplace_back(*prefix, pid);
        else
            ++map.wrong;
    }
}

}  // namespace

AltoDirectory AltoMaps::directory(std::string_view json, std::string& why) {
    AltoDirectory found;
    simdjson::dom::parser parser;
    const auto root = read_object(parser, json, why);
    if (!root)
        return found;
    const auto meta = object_in(*root, "meta");
    const auto resources = object_in(*root, "resources");
    const auto cost_types = meta ? object_in(*meta, "cost-types") : std::nullopt;
    if (meta)
        found.map_id = text_in(*meta, "default-alto-network-map");
    const auto map = resources ? object_in(*resources, found.map_id) : std::nullopt;
    if (map && text_in(*map, "media-type") == kNetworkMapType)
        found.map_uri = text_in(*map, "uri");
    if (found.map_uri.empty()) {
        why = "its directory tells of no default network map";
        return found;
    }
    for (const auto& [id, value] : *resources) {
        object resource;
        if (!cost_types || value.get(resource) != simdjson::SUCCESS ||
            text_in(resource, "media-type") != kCostMapType ||
            !text_in(resource, "accepts").empty() || !is_routing_cost(resource, *cost_types))
            continue;
        const auto uses = array_in(resource, "uses");
        if (uses && has_text(*uses, found.map_id)) {
            found.costs_uri = text_in(resource, "uri");
            break;
        }
    }
    if (found.costs_uri.empty())
        why = "its directory tells of no numerical cost map of that network map";
    return found;
}

AltoNetworkMap AltoMaps::network_map(std::string_view json, std::string& why) {
    AltoNetworkMap map;
    simdjson::dom::parser parser;
    const auto root = read_object(parser, json, why);
    if (!root)
        return map;
    const auto meta = object_in(*root, "meta");
    const auto vtag = meta ? object_in(*meta, "vtag") : std::nullopt;
    const auto tag = vtag ? read_tag(*vtag) : std::nullopt;
    const auto pids = object_in(*root, "network-map");
    if (!tag || !pids) {
        why = "it is no network map";
        return map;
    }
    map.tag = *tag;
    for (const auto& [name, value] : *pids) {
        object groups;
        if (!is_pid_name(name) || value.get(groups) != simdjson::SUCCESS) {
            ++map.wrong;
            continue;
        }
        if (map.pids.size() == kMostPids) {
            why = "its network map has more than " + std::to_string(kMostPids) + " PIDs";
            return map;
        }
        const auto pid = static_cast<uint32_t>(map.pids.size());
        map.pids.emplace_back(name);
        read_prefixes(groups, "ipv4", pid, map);
        read_prefixes(groups, "ipv6", pid, map);
    }
    return map;
}

AltoCosts AltoMaps::costs(std::string_view json, std::string_view from_pid, std::string& why) {
    AltoCosts costs;
    simdjson::dom::parser parser;
    const auto root = read_object(parser, json, why);
    if (!root)
        return costs;
    const auto meta = object_in(*root, "meta");
    const auto tags = meta ? array_in(*meta, "dependent-vtags") : std::nullopt;
    object first;
    const auto tag =
        tags && tags->at(0).get(first) == simdjson::SUCCESS ? read_tag(first) : std::nullopt;
    const auto type = meta ? object_in(*meta, "cost-type") : std::nullopt;
    const auto map = object_in(*root, "cost-map");
    if (!tag || !type || !map || text_in(*type, "cost-mode") != "numerical" ||
        text_in(*type, "cost-metric") != "routingcost") {
        why = "it is no map of numerical routingcost";
        return costs;
    }
    costs.of = *tag;
    const auto row = object_in(*map, from_pid);
    if (!row) {
        why = "it tells no costs from PID " + std::string(from_pid) + ", where it has us";
        return costs;
    }
    for (const auto& [name, value] : *row) {
        double cost = 0;
        if (value.get(cost) == simdjson::SUCCESS && cost >= 0 && std::isfinite(cost) &&
            std::isfinite(static_cast<float>(cost)))
            costs.to.emplace(name, static_cast<float>(cost));
        else
            ++costs.wrong;
    }
    return costs;
}

}  // namespace sluice
