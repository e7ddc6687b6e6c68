// SPDX-License-Identifier: Apache-2.0
#include "oracle/alto/alto_service.h"

#include <algorithm>

#include "http/accept.h"
#include "http/request_target.h"
#include "oracle/alto/account_answers.h"
#include "oracle/alto/alto_error.h"
#include "oracle/alto/cost_map_text.h"
#include "oracle/alto/property_map.h"
#include "oracle/alto/resources.h"
#include "oracle/alto/sorted_list.h"
#include "policy/hash.h"

namespace sluice {
namespace {

constexpr std::string_view kReads = "GET, HEAD";
constexpr std::string_view kPosts = "POST";
constexpr std::string_view kPlainType = "text/plain";
constexpr std::string_view kSort = "sort";
constexpr std::string_view kUpdateControl = "update-control";
constexpr std::string_view kNone = "none";

HttpReply bare_reply(unsigned status) {
    HttpReply reply;
    reply.status = status;
    return reply;
}

HttpReply not_allowed(std::string_view allow) {
    HttpReply reply = bare_reply(405);
    reply.allow = allow;
    return reply;
}

HttpReply plain_reply(unsigned status, std::string text) {
    HttpReply reply = bare_reply(status);
    reply.media_type = "text/plain; charset=utf-8";
    reply.body = std::move(text);
    return reply;
}

HttpReply json_reply(AltoResource resource, std::string body) {
    HttpReply reply;
    reply.media_type = entry_of(resource).media_type;
    reply.body = std::move(body);
    return reply;
}

HttpReply shared_reply(AltoResource resource, const std::shared_ptr<const std::string>& text) {
    HttpReply reply;
    reply.media_type = entry_of(resource).media_type;
    reply.shared_body = text;
    return reply;
}

// What HTTP itself says of the request, before anything is read of its body; of status 0: nothing.
HttpReply objection(const HttpRequest& request, std::string_view media_type,
                    std::string_view accepts) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (accepts.empty() ? !reads : request.method != "POST")
        return not_allowed(accepts.empty() ? kReads : kPosts);
    if (accept_weight(request.accept, media_type) == 0)
        return bare_reply(406);
    if (!accepts.empty() && !is_media_type(request.content_type, accepts))
        return bare_reply(415);
    return bare_reply(0);
}

// Of the calendar that it has; 0: none.
size_t intervals_of(const AltoView& view) {
    const CostCalendar* const calendar = view.topology().calendar();
    return calendar != nullptr ? calendar->intervals() : 0;
}

}  // namespace

AltoService::AltoService(const AltoOptions& options, uint64_t seed, UpdateStreams* updates,
                         AccountSource* accounts)
    : requests_(options.limits, options.with_ranking, seed),
      answers_(mix(seed)),
      updates_(updates),
      accounts_(accounts) {}

AltoReply AltoService::answer(const HttpRequest& request, const AltoView& view) {
    const RequestTarget target = read_request_target(request.target);
    if (target.path == kSortPath)
        return {sort(request, target.query, view), kSort};
    if (target.path.starts_with(UpdateStreams::kControlPath))
        return {control_updates(request, target.path.substr(UpdateStreams::kControlPath.size())),
                kUpdateControl};
    const AltoResourceEntry* const entry = alto_resource_at(target.path);
    if (entry == nullptr)
        return {bare_reply(404), kNone};
    HttpReply refusal = objection(request, entry->media_type, entry->accepts);
    if (refusal.status != 0)
        return {std::move(refusal), entry->id};
    return {
        entry->accepts.empty() ? get(entry->resource, view) : post(entry->resource, request, view),
        entry->id};
}

const AltoText* AltoService::text_of(AltoResource resource, const AltoView& view) {
    switch (resource) {
        case AltoResource::directory:
            return &view.directory_text();
        case AltoResource::network_map:
            return &view.network_map_text();
        case AltoResource::numerical_cost_map:
            return &view.cost_map_text(AltoCostType::Mode::numerical);
        case AltoResource::ordinal_cost_map:
            return &view.cost_map_text(AltoCostType::Mode::ordinal);
        default:
            return view.property_map_text();
    }
}

HttpReply AltoService::get(AltoResource resource, const AltoView& view) const {
    const AltoText* const text = text_of(resource, view);
    if (text == nullptr)
        return bare_reply(404);
    HttpReply reply = shared_reply(resource, text->text);
    reply.entity_tag = text->entity_tag;
    reply.max_age_s = view.options().max_age_s;
    return reply;
}

HttpReply AltoService::post(AltoResource resource, const HttpRequest& request,
                            const AltoView& view) {
    switch (resource) {
        case AltoResource::filtered_network_map:
            return filtered_network_map(request, view);
        case AltoResource::filtered_cost_map:
            return filtered_cost_map(request, view);
        case AltoResource::endpoint_property:
            return endpoint_property(request, view);
        case AltoResource::filtered_property_map:
            return properties(request, view);
        case AltoResource::account_property_map:
            return accounts(request);
        case AltoResource::update_stream:
            return open_updates(request);
        default:
            return endpoint_cost(request, view);
    }
}

HttpReply AltoService::filtered_network_map(const HttpRequest& request, const AltoView& view) {
    const NetworkMapFilter* const filter = requests_.network_map_filter(request.body);
    if (filter == nullptr)
        return alto_error_reply(requests_.error());
    return shared_reply(AltoResource::filtered_network_map, view.network_map().filtered(*filter));
}

HttpReply AltoService::filtered_cost_map(const HttpRequest& request, const AltoView& view) {
    const CostMapFilter* const filter = requests_.cost_map_filter(request.body, intervals_of(view));
    if (filter == nullptr)
        return alto_error_reply(requests_.error());
    if (filter->sources.empty() && filter->destinations.empty() && !filter->costs.as_arrays &&
        !filter->costs.has_calendars() && filter->costs.test.is_everything())
        return shared_reply(AltoResource::filtered_cost_map,
                            view.cost_map_text(filter->costs.told.front().mode).text);
    auto text = filtered_cost_map_text(view.topology(), *filter, view.version_tag(),
                                       view.options().limits.pairs);
    return text ? json_reply(AltoResource::filtered_cost_map, std::move(*text))
                : alto_error_reply(alto_too_many("pids"));
}

HttpReply AltoService::endpoint_property(const HttpRequest& request, const AltoView& view) {
    const auto* const question = requests_.endpoint_property(request.body, kPidProperty);
    if (question == nullptr)
        return alto_error_reply(requests_.error());
    return json_reply(AltoResource::endpoint_property, answers_.properties(view, *question));
}

HttpReply AltoService::endpoint_cost(const HttpRequest& request, const AltoView& view) {
    const EndpointCostQuestion* const question =
        requests_.endpoint_cost(request.body, intervals_of(view));
    if (question == nullptr)
        return alto_error_reply(requests_.error());
    return json_reply(AltoResource::endpoint_cost, answers_.costs(view, *question, request.client));
}

HttpReply AltoService::properties(const HttpRequest& request, const AltoView& view) {
    const PropertyQuestion* const question = requests_.properties(request.body);
    if (question == nullptr)
        return alto_error_reply(requests_.error());
    PropertyMap map(view.topology(), view.network_map(), view.version_tag());
    auto text = map.filtered(*question, view.options().limits.pairs);
    return text ? json_reply(AltoResource::filtered_property_map, std::move(*text))
                : alto_error_reply(alto_too_many("entities"));
}

HttpReply AltoService::accounts(const HttpRequest& request) {
    if (accounts_ == nullptr)
        return bare_reply(404);
    const AccountQuestion* const question = requests_.accounts(request.body);
    return question != nullptr ? account_reply(request, *question, *accounts_)
                               : alto_error_reply(requests_.error());
}

HttpReply AltoService::open_updates(const HttpRequest& request) {
    if (updates_ == nullptr)
        return bare_reply(404);
    const UpdateRequest* const updates = requests_.updates(request.body, true);
    return updates != nullptr ? updates_->open(*updates, request.client)
                              : alto_error_reply(requests_.error());
}

HttpReply AltoService::control_updates(const HttpRequest& request, std::string_view id) {
    if (updates_ == nullptr || !updates_->has(id))
        return bare_reply(404);
    if (request.method != "POST")
        return not_allowed(kPosts);
    if (!is_media_type(request.content_type, kUpdateParamsType))
        return bare_reply(415);
    const UpdateRequest* const updates = requests_.updates(request.body, false);
    return updates != nullptr ? updates_->control(id, *updates)
                              : alto_error_reply(requests_.error());
}

// Clients of curl's say application/x-www-form-urlencoded where they are told nothing: any type of
// body does.
HttpReply AltoService::sort(const HttpRequest& request, std::string_view query,
                            const AltoView& view) {
    if (request.method != "POST")
        return not_allowed(kPosts);
    if (accept_weight(request.accept, kPlainType) == 0)
        return bare_reply(406);
    const auto asker = read_asker(query, request.client);
    if (!asker)
        return plain_reply(400, "from= is no address; write from=192.0.2.1\n");
    const size_t most = std::min(view.options().limits.endpoints, Ranking::kMostCandidates);
    const PeerList list = read_peer_list(request.body, most);
    if (list.is_too_long)
        return plain_reply(413, "more than " + std::to_string(most) + " lines\n");
    if (list.bad_line != 0)
        return plain_reply(400, "line " + std::to_string(list.bad_line) +
                                    " is no address; write 192.0.2.1 or [2001:db8::1]:6881\n");
    std::string sorted;
    sorted.reserve(request.body.size() + 1);
    for (const Ranked& one : answers_.ranked(view, *asker, list.addresses)) {
        sorted += list.lines[one.candidate];
        sorted += '\n';
    }
    return plain_reply(200, std::move(sorted));
}

}  // namespace sluice
