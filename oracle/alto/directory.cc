// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/directory.h"

#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "oracle/alto/account_source.h"
#include "oracle/alto/calendar.h"
#include "oracle/alto/cost_question.h"
#include "oracle/alto/entity.h"
#include "oracle/alto/resources.h"
#include "oracle/alto/update_state.h"

namespace sluice {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, kCostTypes.size()> kDescriptions = {
    "what the network would rather carry", "the order of the same",
    "the order that suits the network now, for one source"};

Json cost_types(const OfferedCosts& offered) {
    Json types;
    for (size_t i = 0; i < kCostTypes.size(); ++i)
        if (offered[i])
            types[kCostTypes[i].name] = {{"cost-mode", mode_name(kCostTypes[i].type.mode)},
                                         {"cost-metric", metric_name(kCostTypes[i].type.metric)},
                                         {"description", kDescriptions[i]}};
    return types;
}

Json whole_costs(const AltoCostType& type) {
    return {{"cost-type-names", {kCostTypes[place_of(type)].name}}};
}

// RFC 8896, section 4.1.
Json calendar_attributes(const CostCalendar& calendar) {
    Json attributes;
    for (size_t i = 0; i < kCostTypes.size(); ++i)
        if (offered_as_calendars()[i])
            attributes["cost-type-names"].push_back(kCostTypes[i].name);
    attributes["time-interval-size"] = calendar.day().interval_s;
    attributes["number-of-intervals"] = calendar.intervals();
    return attributes;
}

// RFC 8189, section 4.1.1: any of them together, and each may be constrained.
Json asked_costs(const OfferedCosts& offered, const CostCalendar* calendar) {
    Json capabilities = {{"cost-constraints", true}, {"max-cost-types", offered.count()}};
    for (size_t i = 0; i < kCostTypes.size(); ++i)
        if (offered[i])
            capabilities["cost-type-names"].push_back(kCostTypes[i].name);
    if (calendar != nullptr)
        capabilities["calendar-attributes"].push_back(calendar_attributes(*calendar));
    return capabilities;
}

// RFC 9240, section 7.4.
Json mappings(std::span<const std::string_view> properties) {
    return {{"mappings", {{"ipv4", properties}, {"ipv6", properties}}}};
}

// RFC 8895, section 6.3. Ordinal costs are told anew as a whole.
Json updates() {
    return {{"incremental-change-media-types",
             {{kNetworkMapId, kMergePatchType},
              {entry_of(AltoResource::numerical_cost_map).id, kMergePatchType}}},
            {"support-stream-control", true}};
}

Json capabilities(AltoResource resource, bool with_ranking, const CostCalendar* calendar) {
    switch (resource) {
        case AltoResource::numerical_cost_map:
            return whole_costs(kNumericalCosts);
        case AltoResource::ordinal_cost_map:
            return whole_costs(kOrdinalCosts);
        case AltoResource::filtered_cost_map:
            return asked_costs(offered_by_maps(), calendar);
        case AltoResource::endpoint_cost:
            return asked_costs(offered_by_endpoints(with_ranking), calendar);
        case AltoResource::endpoint_property:
            return {{"prop-types", {kPidProperty}}};
        case AltoResource::property_map:
            return mappings(std::array{kPidProperty});
        case AltoResource::filtered_property_map:
            return mappings(kEntityProperties);
        case AltoResource::account_property_map:
            return mappings(kAccountProperties);
        case AltoResource::update_stream:
            return updates();
        default:
            return nullptr;
    }
}

// An endpoint's cost is from end to end, whatever map it is made of (section 11.5.1.5).
Json uses(AltoResource resource) {
    switch (resource) {
        case AltoResource::numerical_cost_map:
        case AltoResource::ordinal_cost_map:
        case AltoResource::filtered_network_map:
        case AltoResource::filtered_cost_map:
        case AltoResource::property_map:
        case AltoResource::filtered_property_map:
            return {kNetworkMapId};
        case AltoResource::update_stream: {
            Json all;
            for (const AltoResource one : kUpdatedResources)
                all.push_back(entry_of(one).id);
            return all;
        }
        default:
            return nullptr;
    }
}

}  // namespace

std::string alto_directory(const AltoOptions& options, bool with_whole_properties,
                           const CostCalendar* calendar) {
    Json resources;
    for (const AltoResourceEntry& entry : kAltoResources) {
        if (entry.resource == AltoResource::directory ||
            (entry.resource == AltoResource::property_map && !with_whole_properties) ||
            (entry.resource == AltoResource::account_property_map && !options.with_accounts))
            continue;
        Json one = {{"uri", entry.path}, {"media-type", entry.media_type}};
        if (!entry.accepts.empty())
            one["accepts"] = entry.accepts;
        if (Json can = capabilities(entry.resource, options.with_ranking, calendar); !can.is_null())
            one["capabilities"] = std::move(can);
        if (Json used = uses(entry.resource); !used.is_null())
            one["uses"] = std::move(used);
        resources[std::string(entry.id)] = std::move(one);
    }
    return Json{{"meta",
                 {{"cost-types", cost_types(offered_by_endpoints(options.with_ranking))},
                  {"default-alto-network-map", kNetworkMapId}}},
                {"resources", std::move(resources)}}
        .dump();
}

}  // namespace sluice
