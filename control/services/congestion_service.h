// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "control/congestion/congestion_rounds.h"
#include "control/subscribers/registry.h"
#include "sluice/v1/congestion.grpc.pb.h"

namespace sluice {

// sluice.v1.Congestion over the rounds, which outlive it.
class CongestionService final : public v1::Congestion::Service {
 public:
    CongestionService(CongestionRounds& rounds, const SubscriberRegistry& registry)
        : rounds_(rounds), registry_(registry) {}

    grpc::Status List(grpc::ServerContext* context, const v1::ListCongestionRequest* request,
                      v1::CongestionStatus* response) override;
    grpc::Status Watch(grpc::ServerContext* context, const v1::WatchCongestionRequest* request,
                       grpc::ServerWriter<v1::CongestionTransition>* writer) override;
    grpc::Status History(grpc::ServerContext* context, const v1::CongestionHistoryRequest* request,
                         v1::CongestionHistory* response) override;
    grpc::Status Record(grpc::ServerContext* context, const v1::RecordUsageRequest* request,
                        grpc::ServerWriter<v1::RecordedInterval>* writer) override;

 private:
    CongestionRounds& rounds_;
    const SubscriberRegistry& registry_;
    const std::chrono::system_clock::time_point began_ = std::chrono::system_clock::now();
};

}  // namespace sluice
