// SPDX-License-Identifier: Apache-2.0
#include "control/services/events_service.h"

#include "control/services/timestamps.h"

namespace sluice {
namespace {

constexpr size_t kBatch = 100;
constexpr std::chrono::milliseconds kLookForCancel{200};

bool write(const AuditEvent& event, grpc::ServerWriter<v1::Event>& writer) {
    v1::Event out;
    out.set_number(event.number);
    set_time(event.time, out.mutable_time());
    out.set_kind(event.kind);
    out.set_subject(event.subject);
    out.set_detail(event.detail);
    return writer.Write(out);
}

}  // namespace

grpc::Status EventsService::Watch(grpc::ServerContext* context,
                                  const v1::WatchEventsRequest* request,
                                  grpc::ServerWriter<v1::Event>* writer) try {
    uint64_t told = audit_.last_number();
    for (const AuditEvent& event : audit_.latest(request->history())) {
        told = event.number;
        if (!write(event, *writer))
            return grpc::Status::OK;
    }
    while (request->follow() && !context->IsCancelled()) {
        const auto events = audit_.after(told, kBatch);
        for (const AuditEvent& event : events) {
            told = event.number;
            if (!write(event, *writer))
                return grpc::Status::OK;
        }
        if (events.empty())
            audit_.wait_after(told, kLookForCancel);
    }
    return grpc::Status::OK;
} catch (const StoreError& error) {
    return {grpc::StatusCode::UNAVAILABLE, error.what()};
}

}  // namespace sluice
