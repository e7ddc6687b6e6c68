// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/dataplane_view.h"
#include "control/policy_revisions.h"
#include "control/subscribers/registry.h"
#include "sluice/v1/flows.grpc.pb.h"

namespace sluice {

// sluice.v1.Flows over the packet path, with the names that only control knows.
class FlowsService final : public v1::Flows::Service {
 public:
    FlowsService(const DataplaneView& dataplane, const PolicyRevisions& revisions,
                 const SubscriberRegistry& registry)
        : dataplane_(dataplane), revisions_(revisions), registry_(registry) {}

    grpc::Status List(grpc::ServerContext* context, const v1::ListFlowsRequest* request,
                      v1::FlowList* response) override;
    grpc::Status Top(grpc::ServerContext* context, const v1::TopFlowsRequest* request,
                     v1::FlowList* response) override;
    grpc::Status Explain(grpc::ServerContext* context, const v1::ExplainFlowRequest* request,
                         v1::FlowExplanation* response) override;

 private:
    const DataplaneView& dataplane_;
    const PolicyRevisions& revisions_;
    const SubscriberRegistry& registry_;
};

}  // namespace sluice
