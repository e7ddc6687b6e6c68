// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/directory.h"

#include <nlohmann/json.hpp>

#include "oracle/alto/cost_type.h"
#include "oracle/alto/resources.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNumericalRouting = "num-routing";
constexpr const char* kOrdinalRouting = "ord-routing";
constexpr const char* kOrdinalRanking = "ord-ranking";

Json cost_type(AltoCostType::Metric metric, AltoCostType::Mode mode, const char* description) {
    return {{"cost-mode", mode_name(mode)},
            {"cost-metric", metric_name(metric)},
            {"description", description}};
}

Json cost_types(bool with_ranking) {
    using enum AltoCostType::Metric;
    using enum AltoCostType::Mode;
    Json types = {
        {kNumericalRouting, cost_type(routing, numerical, "what the network would rather carry")},
        {kOrdinalRouting, cost_type(routing, ordinal, "the order of the same")}};
    if (with_ranking)
        types[kOrdinalRanking] =
            cost_type(ranking, ordinal, "the order that suits the network now, for one source");
    return types;
}

Json costs_capabilities(std::initializer_list<const char*> names, bool may_be_constrained) {
    Json capabilities;
    if (may_be_constrained)
        capabilities["cost-constraints"] = true;
    for (const char* name : names)
        if (name != nullptr)
            capabilities["cost-type-names"].push_back(name);
    return capabilities;
}

Json capabilities(AltoResource resource, bool with_ranking) {
    switch (resource) {
        case AltoResource::numerical_cost_map:
            return costs_capabilities({kNumericalRouting}, false);
        case AltoResource::ordinal_cost_map:
            return costs_capabilities({kOrdinalRouting}, false);
        case AltoResource::filtered_cost_map:
            return costs_capabilities({kNumericalRouting, kOrdinalRouting}, true);
        case AltoResource::endpoint_cost:
            return costs_capabilities(
                {kNumericalRouting, kOrdinalRouting, with_ranking ? kOrdinalRanking : nullptr},
                true);
        case AltoResource::endpoint_property:
            return {{"prop-types", {kPidProperty}}};
        default:
            return nullptr;
    }
}

// An endpoint's cost is from end to end, whatever map it is made of (section 11.5.1.5).
bool uses_network_map(AltoResource resource) {
    return resource == AltoResource::numerical_cost_map ||
           resource == AltoResource::ordinal_cost_map ||
           resource == AltoResource::filtered_network_map ||
           resource == AltoResource::filtered_cost_map;
}

}  // namespace

std::string alto_directory(bool with_ranking) {
    Json resources;
    for (const AltoResourceEntry& entry : kAltoResources) {
        if (entry.resource == AltoResource::directory)
            continue;
        Json one = {{"uri", entry.path}, {"media-type", entry.media_type}};
        if (!entry.accepts.empty())
            one["accepts"] = entry.accepts;
        if (Json can = capabilities(entry.resource, with_ranking); !can.is_null())
            one["capabilities"] = std::move(can);
        if (uses_network_map(entry.resource))
            one["uses"] = {kNetworkMapId};
        resources[std::string(entry.id)] = std::move(one);
    }
    return Json{
        {"meta",
         {{"cost-types", cost_types(with_ranking)}, {"default-alto-network-map", kNetworkMapId}}},
        {"resources", std::move(resources)}}
        .dump();
}

}  // namespace sluice
