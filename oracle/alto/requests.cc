// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/requests.h"

#include <algorithm>
#include <array>
#include <bitset>

#include <simdjson.h>

#include "oracle/alto/calendar.h"
#include "oracle/alto/read_cost_question.h"
#include "oracle/alto/read_updates.h"
#include "oracle/alto/request_fields.h"
#include "oracle/alto/typed_address.h"

namespace sluice {
namespace {

void read_names(const RequestFields& fields, std::string_view name, size_t most,
                std::vector<std::string_view>& out) {
    fields.texts(name, true, most, [&](std::string_view text) {
        out.push_back(text);
        return true;
    });
}

void read_addresses(const RequestFields& fields, std::string_view name, bool required, size_t most,
                    OnceEach& once, WrittenAddresses& out) {
    out.texts.clear();
    out.addresses.clear();
    once.begin(fields.count(name, most));
    fields.texts(name, required, most, [&](std::string_view text) {
        const auto address = read_typed_address(text);
        if (!address)
            return fields.fail(alto_wrong_value(fields.path_of(name), text));
        if (once.add(*address, out.addresses))
            out.texts.push_back(text);
        return true;
    });
}

// RFC 9240, section 8.3: without the field none, and with an empty one all. Names that come several
// times count once.
template <size_t kNames>
void read_properties(const RequestFields& fields, const std::array<std::string_view, kNames>& names,
                     size_t most, std::bitset<kNames>& out) {
    constexpr std::string_view kProperties = "properties";
    out.reset();
    bool any = false;
    fields.texts(kProperties, false, most, [&](std::string_view name) {
        any = true;
        const auto found = std::ranges::find(names, name);
        if (found == names.end())
            return fields.fail(alto_wrong_value(kProperties, name));
        out.set(static_cast<size_t>(found - names.begin()));
        return true;
    });
    if (!any && fields.has(kProperties))
        out.set();
}

void read_entities(const RequestFields& fields, size_t most, std::vector<Prefix>& out) {
    constexpr std::string_view kEntities = "entities";
    out.clear();
    fields.texts(kEntities, true, most, [&](std::string_view text) {
        const auto entity = read_entity(text);
        if (!entity)
            return fields.fail(alto_wrong_value(kEntities, text));
        out.push_back(*entity);
        return true;
    });
}

OfferedCosts offered_with(size_t calendar_intervals) {
    return calendar_intervals > 0 ? offered_as_calendars() : OfferedCosts();
}

// An end that is not named is the client.
size_t values_of(const EndpointCostQuestion& question, size_t calendar_intervals) {
    if (!question.costs.has_calendars())
        return question.sources.size() * question.destinations.size();
    return std::max<size_t>(question.sources.size(), 1) *
           std::max<size_t>(question.destinations.size(), 1) * calendar_intervals;
}

}  // namespace

AltoRequests::AltoRequests(const AltoLimits& limits, bool with_ranking, uint64_t seed)
    : limits_(limits),
      with_ranking_(with_ranking),
      parser_(std::make_unique<simdjson::dom::parser>()),
      once_(seed) {}

AltoRequests::~AltoRequests() = default;

template <typename Question, typename Read>
const Question* AltoRequests::read_body(std::string_view body, Question& question, Read read) {
    error_.reset();
    if (const auto fields = read_request_fields(*parser_, body, error_))
        read(*fields, question);
    return error_ ? nullptr : &question;
}

const NetworkMapFilter* AltoRequests::network_map_filter(std::string_view body) {
    return read_body(body, network_map_filter_, [&](const RequestFields& fields, auto& out) {
        out = {};
        read_names(fields, "pids", limits_.pids, out.pids);
        bool any = false;
        bool ipv4 = false;
        bool ipv6 = false;
        fields.texts("address-types", false, limits_.pids, [&](std::string_view type) {
            any = true;
            ipv4 |= type == "ipv4";
            ipv6 |= type == "ipv6";
            return true;
        });
        out.ipv4 = ipv4 || !any;
        out.ipv6 = ipv6 || !any;
    });
}

const CostMapFilter* AltoRequests::cost_map_filter(std::string_view body,
                                                   size_t calendar_intervals) {
    return read_body(body, cost_map_filter_, [&](const RequestFields& fields, auto& out) {
        out.sources.clear();
        out.destinations.clear();
        read_cost_question(fields, offered_by_maps(), offered_with(calendar_intervals),
                           limits_.constraints, out.costs);
        const auto pids = fields.object("pids", false);
        if (!pids)
            return;
        read_names(*pids, "srcs", limits_.pids, out.sources);
        read_names(*pids, "dsts", limits_.pids, out.destinations);
    });
}

const EndpointPropertyQuestion* AltoRequests::endpoint_property(std::string_view body,
                                                                std::string_view pid_property) {
    return read_body(body, endpoint_property_, [&](const RequestFields& fields, auto& out) {
        bool any = false;
        fields.texts("properties", true, limits_.properties, [&](std::string_view name) {
            any = true;
            return name == pid_property || fields.fail(alto_wrong_value("properties", name));
        });
        read_addresses(fields, "endpoints", true, limits_.endpoints, once_, out.endpoints);
        if (!any)
            fields.fail(alto_wrong_value("properties", "[]"));
        if (out.endpoints.empty())
            fields.fail(alto_wrong_value("endpoints", "[]"));
    });
}

const PropertyQuestion* AltoRequests::properties(std::string_view body) {
    return read_body(body, properties_, [&](const RequestFields& fields, auto& out) {
        read_properties(fields, kEntityProperties, limits_.properties, out.properties);
        read_entities(fields, limits_.endpoints, out.entities);
    });
}

const AccountQuestion* AltoRequests::accounts(std::string_view body) {
    return read_body(body, accounts_, [&](const RequestFields& fields, auto& out) {
        read_properties(fields, kAccountProperties, limits_.properties, out.properties);
        read_entities(fields, limits_.accounts, out.entities);
        std::ranges::sort(out.entities);
        out.entities.erase(std::unique(out.entities.begin(), out.entities.end()),
                           out.entities.end());
    });
}

const UpdateRequest* AltoRequests::updates(std::string_view body, bool of_new_stream) {
    return read_body(body, updates_, [&](const RequestFields& fields, auto& out) {
        read_updates(fields, of_new_stream, limits_.substreams, out);
    });
}

const EndpointCostQuestion* AltoRequests::endpoint_cost(std::string_view body,
                                                        size_t calendar_intervals) {
    return read_body(body, endpoint_cost_, [&](const RequestFields& fields, auto& out) {
        read_cost_question(fields, offered_by_endpoints(with_ranking_),
                           offered_with(calendar_intervals), limits_.constraints, out.costs);
        const auto endpoints = fields.object("endpoints");
        if (!endpoints)
            return;
        read_addresses(*endpoints, "srcs", false, limits_.endpoints, once_, out.sources);
        read_addresses(*endpoints, "dsts", false, limits_.endpoints, once_, out.destinations);
        if (out.sources.empty() && out.destinations.empty())
            fields.fail(alto_wrong_value("endpoints", endpoints->minified()));
        if (values_of(out, calendar_intervals) > limits_.pairs)
            fields.fail(alto_too_many("endpoints"));
        // cost_type.h says why.
        if (out.costs.needs(kRankingCosts) && out.sources.size() > 1)
            fields.fail(alto_wrong_value("endpoints/srcs", out.sources.texts[1]));
    });
}

}  // namespace sluice
