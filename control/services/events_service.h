// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/audit_log.h"
#include "sluice/v1/events.grpc.pb.h"

namespace sluice {

// sluice.v1.Events over the audit log.
class EventsService final : public v1::Events::Service {
 public:
    explicit EventsService(AuditLog& audit) : audit_(audit) {}

    grpc::Status Watch(grpc::ServerContext* context, const v1::WatchEventsRequest* request,
                       grpc::ServerWriter<v1::Event>* writer) override;

 private:
    AuditLog& audit_;
};

}  // namespace sluice
