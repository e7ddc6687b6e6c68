// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/policy_revisions.h"
#include "sluice/v1/subscribers.grpc.pb.h"

namespace sluice {

// sluice.v1.Subscribers over the active policy.
class SubscribersService final : public v1::Subscribers::Service {
 public:
    explicit SubscribersService(const PolicyRevisions& revisions) : revisions_(revisions) {}

    grpc::Status Get(grpc::ServerContext* context, const v1::GetSubscriberRequest* request,
                     v1::Subscriber* response) override;
    grpc::Status List(grpc::ServerContext* context, const v1::ListSubscribersRequest* request,
                      v1::SubscriberList* response) override;
    grpc::Status Find(grpc::ServerContext* context, const v1::FindSubscriberRequest* request,
                      v1::Subscriber* response) override;

 private:
    const PolicyRevisions& revisions_;
};

}  // namespace sluice
