// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/dataplane_view.h"
#include "control/locality/locality_watch.h"
#include "sluice/v1/locality.grpc.pb.h"

namespace sluice {

// sluice.v1.Locality over the workers' counters.
class LocalityService final : public v1::Locality::Service {
 public:
    LocalityService(const LocalityWatch& watch, const DataplaneView& dataplane)
        : watch_(watch), dataplane_(dataplane) {}

    grpc::Status Get(grpc::ServerContext* context, const v1::GetLocalityRequest* request,
                     v1::LocalityStatus* response) override;

 private:
    const LocalityWatch& watch_;
    const DataplaneView& dataplane_;
};

}  // namespace sluice
