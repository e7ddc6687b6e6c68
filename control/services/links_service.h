// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/dataplane_view.h"
#include "sluice/v1/links.grpc.pb.h"

namespace sluice {

// sluice.v1.Links over the packet path's port reports.
class LinksService final : public v1::Links::Service {
 public:
    explicit LinksService(const DataplaneView& dataplane) : dataplane_(dataplane) {}

    grpc::Status List(grpc::ServerContext* context, const v1::ListLinksRequest* request,
                      v1::ListLinksResponse* response) override;

 private:
    const DataplaneView& dataplane_;
};

}  // namespace sluice
