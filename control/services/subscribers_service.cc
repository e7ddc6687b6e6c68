// SPDX-License-Identifier: Apache-2.0
#include "control/services/subscribers_service.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "control/services/subscriber_message.h"

namespace sluice {
namespace {

constexpr uint32_t kListDefault = 100;
constexpr uint32_t kListMost = 100'000;

grpc::Status no_such_subscriber(const std::string& id) {
    return {grpc::StatusCode::NOT_FOUND, "there is no subscriber '" + id + "'"};
}

grpc::Status refused(const Subscriber& subscriber, const std::string& reason) {
    return {grpc::StatusCode::FAILED_PRECONDITION,
            "subscriber '" + subscriber.id + "': " + reason + "; nothing was changed"};
}

}  // namespace

grpc::Status SubscribersService::Get(grpc::ServerContext*, const v1::GetSubscriberRequest* request,
                                     v1::Subscriber* response) {
    const auto found = registry_.find(request->id());
    if (!found)
        return no_such_subscriber(request->id());
    fill(*found, response);
    return grpc::Status::OK;
}

grpc::Status SubscribersService::List(grpc::ServerContext*,
                                      const v1::ListSubscribersRequest* request,
                                      v1::SubscriberList* response) {
    const uint32_t limit =
        request->limit() == 0 ? kListDefault : std::min(request->limit(), kListMost);
    registry_.for_each([&](const Subscriber& subscriber) {
        if ((!request->group().empty() && subscriber.group != request->group()) ||
            (!request->tier().empty() && subscriber.tier != request->tier()) ||
            (!request->site().empty() && subscriber.site != request->site()))
            return true;
        if (static_cast<uint32_t>(response->subscribers_size()) == limit) {
            response->set_truncated(true);
            return false;
        }
        fill(subscriber, response->add_subscribers());
        return true;
    });
    return grpc::Status::OK;
}

grpc::Status SubscribersService::Find(grpc::ServerContext*,
                                      const v1::FindSubscriberRequest* request,
                                      v1::Subscriber* response) {
    const auto address = IpAddress::parse(request->address());
    if (!address)
        return {grpc::StatusCode::INVALID_ARGUMENT,
                "'" + request->address() + "' is no address like 192.0.2.1 or 2001:db8::1"};
    if (request->port() > UINT16_MAX)
        return {grpc::StatusCode::INVALID_ARGUMENT,
                std::to_string(request->port()) + " is no port from 0 to 65535"};
    const auto found =
        registry_.find(SubscriberEnd{*address, static_cast<uint16_t>(request->port())});
    if (!found)
        return {grpc::StatusCode::NOT_FOUND, "port " + std::to_string(request->port()) + " of " +
                                                 request->address() + " is nobody's"};
    fill(*found, response);
    return grpc::Status::OK;
}

grpc::Status SubscribersService::Usage(grpc::ServerContext*, const v1::UsageRequest* request,
                                       v1::SubscriberUsage* response) {
    if (usage_ == nullptr)
        return {grpc::StatusCode::FAILED_PRECONDITION,
                "this box does not account for usage; see usage.enabled in its configuration"};
    return usage_->answer(*request, response);
}

grpc::Status SubscribersService::Upsert(grpc::ServerContext*, const v1::Subscriber* request,
                                        v1::Subscriber* response) try {
    const auto [subscriber, reason] = read(*request);
    if (reason)
        return {grpc::StatusCode::INVALID_ARGUMENT, *reason};
    const auto refusals = registry_.put_all(
        SubscriberRegistry::Layer::api, std::span(&subscriber, 1),
        [&](const std::vector<const Subscriber*>& taken) { store_.put_subscribers(taken); });
    if (refusals.front())
        return refused(subscriber, *refusals.front());
    fill(registry_.find(subscriber.id).value_or(subscriber), response);
    return grpc::Status::OK;
} catch (const StoreError& error) {
    return {grpc::StatusCode::UNAVAILABLE, error.what()};
}

grpc::Status SubscribersService::Delete(grpc::ServerContext*,
                                        const v1::DeleteSubscriberRequest* request,
                                        v1::DeleteSubscriberResponse*) try {
    constexpr auto kApi = SubscriberRegistry::Layer::api;
    if (!registry_.find_in(kApi, request->id()))
        return registry_.find(request->id())
                   ? grpc::Status{grpc::StatusCode::FAILED_PRECONDITION,
                                  "subscriber '" + request->id() +
                                      "' is the policy's, or RADIUS's or DHCP's; it was not "
                                      "imported"}
                   : no_such_subscriber(request->id());
    store_.remove_subscriber(request->id());
    registry_.remove(kApi, request->id());
    return grpc::Status::OK;
} catch (const StoreError& error) {
    return {grpc::StatusCode::UNAVAILABLE, error.what()};
}

// Each message is taken and kept as one, and answered before the next.
grpc::Status SubscribersService::Import(
    grpc::ServerContext*,
    grpc::ServerReaderWriter<v1::ImportSubscribersResponse, v1::ImportSubscribersRequest>*
        stream) try {
    v1::ImportSubscribersRequest request;
    while (stream->Read(&request)) {
        v1::ImportSubscribersResponse response;
        std::vector<Subscriber> subscribers;
        std::vector<uint32_t> places;
        const auto refuse = [&](uint32_t place, const std::string& reason) {
            v1::ImportRefusal* const refusal = response.add_refusals();
            refusal->set_place(place);
            refusal->set_reason(reason);
        };
        for (uint32_t place = 0; place < static_cast<uint32_t>(request.subscribers_size());
             ++place) {
            auto [subscriber, reason] = read(request.subscribers(static_cast<int>(place)));
            if (reason) {
                refuse(place, *reason);
                continue;
            }
            subscribers.push_back(std::move(subscriber));
            places.push_back(place);
        }
        const auto reasons = registry_.put_all(
            SubscriberRegistry::Layer::api, subscribers,
            [&](const std::vector<const Subscriber*>& taken) { store_.put_subscribers(taken); });
        for (size_t i = 0; i < reasons.size(); ++i)
            if (reasons[i])
                refuse(places[i], *reasons[i]);
        response.set_taken(
            static_cast<uint32_t>(request.subscribers_size() - response.refusals_size()));
        if (!stream->Write(response))
            break;
    }
    return grpc::Status::OK;
} catch (const StoreError& error) {
    return {grpc::StatusCode::UNAVAILABLE, error.what()};
}

}  // namespace sluice
