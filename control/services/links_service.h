// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/audit_log.h"
#include "control/dataplane_view.h"
#include "sluice/v1/links.grpc.pb.h"

namespace sluice {

// sluice.v1.Links over the packet path's port reports.
class LinksService final : public v1::Links::Service {
 public:
    LinksService(const DataplaneView& dataplane, AuditLog& audit)
        : dataplane_(dataplane), audit_(audit) {}

    grpc::Status List(grpc::ServerContext* context, const v1::ListLinksRequest* request,
                      v1::ListLinksResponse* response) override;
    grpc::Status SetMode(grpc::ServerContext* context, const v1::SetLinkModeRequest* request,
                         v1::SetLinkModeResponse* response) override;

 private:
    const DataplaneView& dataplane_;
    AuditLog& audit_;
};

}  // namespace sluice
