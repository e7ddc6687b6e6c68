// SPDX-License-Identifier: Apache-2.0
#include "control/services/subscribers_service.h"

#include <algorithm>
#include <string>

#include "control/services/subscriber_by_id.h"

namespace sluice {
namespace {

constexpr uint32_t kListDefault = 100;
constexpr uint32_t kListMost = 100'000;

void fill(const Subscriber& subscriber, uint64_t revision, v1::Subscriber* out) {
    out->set_id(subscriber.id);
    out->set_tier(subscriber.tier);
    out->set_group(subscriber.group);
    out->set_revision(revision);
    for (const auto& [prefix, ports] : subscriber.addresses) {
        v1::SubscriberAddress* const address = out->add_addresses();
        address->set_prefix(prefix.to_string());
        if (ports.is_all())
            continue;
        address->mutable_ports()->set_mask(ports.mask);
        address->mutable_ports()->set_value(ports.value);
        address->mutable_ports()->set_first(ports.first);
        address->mutable_ports()->set_last(ports.last);
    }
}

}  // namespace

grpc::Status SubscribersService::Get(grpc::ServerContext*, const v1::GetSubscriberRequest* request,
                                     v1::Subscriber* response) {
    const auto snapshot = revisions_.active();
    const Subscriber* const found = subscriber_by_id(snapshot->policy(), request->id());
    if (found == nullptr)
        return no_such_subscriber(request->id());
    fill(*found, snapshot->revision(), response);
    return grpc::Status::OK;
}

grpc::Status SubscribersService::List(grpc::ServerContext*,
                                      const v1::ListSubscribersRequest* request,
                                      v1::SubscriberList* response) {
    const uint32_t limit =
        request->limit() == 0 ? kListDefault : std::min(request->limit(), kListMost);
    const auto snapshot = revisions_.active();
    for (const Subscriber& subscriber : snapshot->policy().subscribers) {
        if ((!request->group().empty() && subscriber.group != request->group()) ||
            (!request->tier().empty() && subscriber.tier != request->tier()))
            continue;
        if (static_cast<uint32_t>(response->subscribers_size()) == limit) {
            response->set_truncated(true);
            break;
        }
        fill(subscriber, snapshot->revision(), response->add_subscribers());
    }
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
    const auto snapshot = revisions_.active();
    const SubscriberRef found =
        snapshot->find_subscriber({*address, static_cast<uint16_t>(request->port())});
    if (found.index == SubscriberRef::kNobody)
        return {grpc::StatusCode::NOT_FOUND, "port " + std::to_string(request->port()) + " of " +
                                                 request->address() +
                                                 " is nobody's in the active policy"};
    fill(snapshot->policy().subscribers[found.index], snapshot->revision(), response);
    return grpc::Status::OK;
}

}  // namespace sluice
