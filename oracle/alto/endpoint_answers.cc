// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/endpoint_answers.h"

#include <algorithm>

#include "oracle/alto/cost_map_text.h"
#include "oracle/alto/cost_row.h"
#include "oracle/alto/json_text.h"
#include "oracle/alto/resources.h"
#include "oracle/alto/typed_address.h"
#include "oracle/rank/endpoint_costs.h"

namespace sluice {
namespace {

constexpr size_t kCostBytes = 12;  // of one, with what is around it, as a rule

}  // namespace

std::span<const Ranked> EndpointAnswers::ranked(const AltoView& view, const IpAddress& asker,
                                                std::span<const IpAddress> candidates) {
    return ranking_.rank(view.topology(), asker, candidates, {}, random_);
}

void EndpointAnswers::find_costs(const AltoView& view, const EndpointCostQuestion& question,
                                 const WrittenAddresses& from, const WrittenAddresses& to) {
    const OfferedCosts needed = question.costs.needed();
    const bool needs_order = needed[place_of(kOrdinalCosts)];
    if (needed[place_of(kRankingCosts)])
        find_order(view, from, to, costs_[place_of(kRankingCosts)]);
    if (!needs_order && !needed[place_of(kNumericalCosts)])
        return;
    const Topology& topology = view.topology();
    auto& costs = costs_[place_of(kNumericalCosts)];
    costs.resize(from.size() * to.size());
    for (size_t i = 0; i < from.size(); ++i)
        endpoint_costs(topology, topology.routing_cost(), from.addresses[i], to.addresses,
                       std::span(costs).subspan(i * to.size(), to.size()));
    if (needs_order)
        ordinals_.write(costs, costs_[place_of(kOrdinalCosts)]);
    if (question.costs.has_calendars())
        find_calendars(view, question.costs, from, to);
}

// What endpoint_costs() keeps from whoever is in another realm is not known here either.
void EndpointAnswers::find_calendars(const AltoView& view, const CostQuestion& question,
                                     const WrittenAddresses& from, const WrittenAddresses& to) {
    const NetworkMap& map = view.topology().map();
    sources_.resize(from.size());
    map.find(from.addresses, sources_);
    pids_.resize(to.size());
    map.find(to.addresses, pids_);
    write_calendars(view.topology(), sources_, pids_, question, costs_[place_of(kNumericalCosts)],
                    ordinals_, calendars_);
}

// A place in the list and nothing else: what costs the same is not told to (cost_type.h).
void EndpointAnswers::find_order(const AltoView& view, const WrittenAddresses& from,
                                 const WrittenAddresses& to, std::vector<float>& out) {
    out.assign(to.size(), CostMap::kUnknown);
    float place = 0;
    for (const Ranked& one : ranked(view, from.addresses.front(), to.addresses))
        out[one.candidate] = ++place;
}

std::string EndpointAnswers::costs(const AltoView& view, const EndpointCostQuestion& question,
                                   const IpAddress& client) {
    if (question.sources.empty() || question.destinations.empty()) {
        client_text_ = typed_address(client);
        client_.texts.assign(1, client_text_);
        client_.addresses.assign(1, client);
    }
    const WrittenAddresses& from = question.sources.empty() ? client_ : question.sources;
    const WrittenAddresses& to = question.destinations.empty() ? client_ : question.destinations;
    find_costs(view, question, from, to);

    size_t bytes = 200;
    for (const std::string_view text : to.texts)
        bytes += text.size() + kCostBytes;
    std::string out;
    out.reserve(bytes * from.size());
    out += R"({"meta":{)";
    out += cost_meta_json(question.costs);
    out += calendar_meta_json(question.costs, view.topology());
    out += R"(},"endpoint-cost-map":{)";
    const CostRows rows(question.costs, costs_, calendars_);
    bool first = true;
    for (size_t i = 0; i < from.size(); ++i)
        rows.append(out, first, from.texts[i], i * to.size(), to.size(),
                    [&](size_t j) { return to.texts[j]; });
    out += "}}";
    return out;
}

std::string EndpointAnswers::properties(const AltoView& view,
                                        const EndpointPropertyQuestion& question) {
    pids_.resize(question.endpoints.size());
    view.topology().map().find(question.endpoints.addresses, pids_);
    std::string out =
        R"({"meta":{"dependent-vtags":[)" + view.version_tag() + R"(]},"endpoint-properties":{)";
    bool first = true;
    for (size_t i = 0; i < pids_.size(); ++i) {
        append_json_comma(out, first);
        append_json_name(out, question.endpoints.texts[i]);
        out += ":{";
        append_json_name(out, kPidProperty);
        out += ':';
        append_json_name(out, view.network_map().name(pids_[i]));
        out += '}';
    }
    out += "}}";
    return out;
}

}  // namespace sluice
