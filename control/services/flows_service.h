// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/dataplane_view.h"
#include "control/policy_revisions.h"
#include "sluice/v1/flows.grpc.pb.h"

namespace sluice {

// sluice.v1.Flows over the packet path, with the names that only control knows.
class FlowsService final : public v1::Flows::Service {
 public:
    FlowsService(const DataplaneView& dataplane, const PolicyRevisions& revisions)
        : dataplane_(dataplane), revisions_(revisions) {}

    grpc::Status List(grpc::ServerContext* context, const v1::ListFlowsRequest* request,
                      v1::FlowList* response) override;
    grpc::Status Top(grpc::ServerContext* context, const v1::TopFlowsRequest* request,
                     v1::FlowList* response) override;

 private:
    const DataplaneView& dataplane_;
    const PolicyRevisions& revisions_;
};

}  // namespace sluice
