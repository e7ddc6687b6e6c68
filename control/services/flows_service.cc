// SPDX-License-Identifier: Apache-2.0
#include "control/services/flows_service.h"

#include <algorithm>

#include "control/explain/explanation.h"
#include "control/services/flow_message.h"

namespace sluice {
namespace {

constexpr uint32_t kListDefault = 100;
constexpr uint32_t kListMost = 100'000;
constexpr uint32_t kTopDefault = 20;
constexpr uint32_t kTopMost = 10'000;

grpc::Status read_filter(const v1::FlowFilter& filter, const SubscriberRegistry& registry,
                         FlowFilter& out) {
    if (!filter.label().empty()) {
        const auto label = parse_label(filter.label());
        if (!label)
            return {grpc::StatusCode::INVALID_ARGUMENT,
                    "'" + filter.label() + "' is no label of this version; bittorrent.peer is one"};
        out.any_label = false;
        out.label = *label;
    }
    if (!filter.grade().empty()) {
        const auto grade = parse_grade(filter.grade());
        if (!grade)
            return {
                grpc::StatusCode::INVALID_ARGUMENT,
                "'" + filter.grade() + "' is no grade: exact, coherent, endpoint and suspect are"};
        out.lowest_grade = *grade;
    }
    if (!filter.subscriber().empty()) {
        out.any_subscriber = false;
        out.subscriber_record = registry.record_of(filter.subscriber());
        if (out.subscriber_record == SubscriberRef::kNobody)
            return {grpc::StatusCode::NOT_FOUND,
                    "there is no subscriber '" + filter.subscriber() + "'"};
    }
    return grpc::Status::OK;
}

uint32_t bounded(uint32_t asked, uint32_t otherwise, uint32_t most) {
    return asked == 0 ? otherwise : std::min(asked, most);
}

}  // namespace

grpc::Status FlowsService::List(grpc::ServerContext*, const v1::ListFlowsRequest* request,
                                v1::FlowList* response) {
    FlowFilter filter;
    if (auto status = read_filter(request->filter(), registry_, filter); !status.ok())
        return status;
    const uint32_t limit = bounded(request->limit(), kListDefault, kListMost);
    for (const FlowReport& report : dataplane_.list_flows(filter, limit))
        fill(report, dataplane_, revisions_, registry_, response->add_flows());
    return grpc::Status::OK;
}

grpc::Status FlowsService::Top(grpc::ServerContext*, const v1::TopFlowsRequest* request,
                               v1::FlowList* response) {
    FlowFilter filter;
    if (auto status = read_filter(request->filter(), registry_, filter); !status.ok())
        return status;
    const uint32_t count = bounded(request->count(), kTopDefault, kTopMost);
    for (const FlowReport& report : dataplane_.top_flows(filter, count))
        fill(report, dataplane_, revisions_, registry_, response->add_flows());
    return grpc::Status::OK;
}

grpc::Status FlowsService::Explain(grpc::ServerContext*, const v1::ExplainFlowRequest* request,
                                   v1::FlowExplanation* response) {
    if (request->id() == 0)
        return {grpc::StatusCode::INVALID_ARGUMENT, "id is missing: List and Top say it"};
    FlowFilter filter;
    filter.id = request->id();
    const auto found = dataplane_.list_flows(filter, 1);
    if (found.empty())
        return {grpc::StatusCode::NOT_FOUND, "there is no such flow; if there was, it has ended"};
    fill(found.front(), dataplane_, revisions_, registry_, response->mutable_flow());
    explain(found.front(), revisions_, response);
    return grpc::Status::OK;
}

}  // namespace sluice
