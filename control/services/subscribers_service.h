// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/services/usage_answers.h"
#include "control/store/store.h"
#include "control/subscribers/registry.h"
#include "sluice/v1/subscribers.grpc.pb.h"

namespace sluice {

// sluice.v1.Subscribers over the registry; what the API says of them is kept in the store.
class SubscribersService final : public v1::Subscribers::Service {
 public:
    // usage: null where it is not accounted for.
    SubscribersService(SubscriberRegistry& registry, Store& store,
                       const UsageAnswers* usage = nullptr)
        : registry_(registry), store_(store), usage_(usage) {}

    grpc::Status Get(grpc::ServerContext* context, const v1::GetSubscriberRequest* request,
                     v1::Subscriber* response) override;
    grpc::Status List(grpc::ServerContext* context, const v1::ListSubscribersRequest* request,
                      v1::SubscriberList* response) override;
    grpc::Status Find(grpc::ServerContext* context, const v1::FindSubscriberRequest* request,
                      v1::Subscriber* response) override;
    grpc::Status Usage(grpc::ServerContext* context, const v1::UsageRequest* request,
                       v1::SubscriberUsage* response) override;
    grpc::Status Upsert(grpc::ServerContext* context, const v1::Subscriber* request,
                        v1::Subscriber* response) override;
    grpc::Status Delete(grpc::ServerContext* context, const v1::DeleteSubscriberRequest* request,
                        v1::DeleteSubscriberResponse* response) override;
    grpc::Status Import(grpc::ServerContext* context,
                        grpc::ServerReaderWriter<v1::ImportSubscribersResponse,
                                                 v1::ImportSubscribersRequest>* stream) override;

 private:
    SubscriberRegistry& registry_;
    Store& store_;
    const UsageAnswers* const usage_;
};

}  // namespace sluice
