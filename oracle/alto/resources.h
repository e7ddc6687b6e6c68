// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "oracle/alto/media_types.h"

namespace sluice {

// What is served (RFC 7285, section 9.1), in the order of the table below.
enum class AltoResource : uint8_t {
    directory,
    network_map,
    numerical_cost_map,
    ordinal_cost_map,
    filtered_network_map,
    filtered_cost_map,
    endpoint_property,
    endpoint_cost,
    property_map,  // of small network maps alone
    filtered_property_map,
    update_stream,
    account_property_map,  // where accounts are known
};

struct AltoResourceEntry {
    AltoResource resource;
    std::string_view id;  // never another's later
    std::string_view path;
    std::string_view media_type;
    std::string_view accepts;  // of a POST's body; empty: it is a GET
};

inline constexpr std::string_view kNetworkMapId = "network-map";
inline constexpr std::string_view kPidProperty = "network-map.pid";

inline constexpr std::array<AltoResourceEntry, 12> kAltoResources = {{
    {AltoResource::directory, "directory", "/alto/directory", kAltoDirectoryType, ""},
    {AltoResource::network_map, kNetworkMapId, "/alto/networkmap", kAltoNetworkMapType, ""},
    {AltoResource::numerical_cost_map, "numerical-routingcost-map",
     "/alto/costmap/numerical/routingcost", kAltoCostMapType, ""},
    {AltoResource::ordinal_cost_map, "ordinal-routingcost-map", "/alto/costmap/ordinal/routingcost",
     kAltoCostMapType, ""},
    {AltoResource::filtered_network_map, "filtered-network-map", "/alto/networkmap/filtered",
     kAltoNetworkMapType, kAltoNetworkMapFilterType},
    {AltoResource::filtered_cost_map, "filtered-cost-map", "/alto/costmap/filtered",
     kAltoCostMapType, kAltoCostMapFilterType},
    {AltoResource::endpoint_property, "endpoint-property", "/alto/endpointprop",
     kAltoEndpointPropertyType, kAltoEndpointPropertyParamsType},
    {AltoResource::endpoint_cost, "endpoint-cost", "/alto/endpointcost", kAltoEndpointCostType,
     kAltoEndpointCostParamsType},
    {AltoResource::property_map, "property-map", "/alto/propmap", kPropertyMapType, ""},
    {AltoResource::filtered_property_map, "filtered-property-map", "/alto/propmap/filtered",
     kPropertyMapType, kPropertyMapParamsType},
    {AltoResource::update_stream, "update-stream", "/alto/updates", kEventStreamType,
     kUpdateParamsType},
    {AltoResource::account_property_map, "account-property-map", "/alto/propmap/account",
     kPropertyMapType, kPropertyMapParamsType},
}};

constexpr const AltoResourceEntry& entry_of(AltoResource resource) {
    return kAltoResources[static_cast<size_t>(resource)];
}

// nullptr if nothing is there.
constexpr const AltoResourceEntry* alto_resource_at(std::string_view path) {
    for (const AltoResourceEntry& entry : kAltoResources)
        if (entry.path == path)
            return &entry;
    return nullptr;
}

}  // namespace sluice
