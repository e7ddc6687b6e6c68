// SPDX-License-Identifier: Apache-2.0
#include "control/services/congestion_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "control/services/congestion_message.h"
#include "control/services/timestamps.h"

namespace sluice {
namespace {

using Time = std::chrono::system_clock::time_point;

constexpr uint32_t kListDefault = 1'000;
constexpr uint32_t kRecordEvery = 60;
constexpr size_t kBatch = 100;
constexpr std::chrono::milliseconds kLookForCancel{200};

// Whether it is one of that name, or in one.
bool is_within(const std::vector<SegmentView>& segments, uint32_t segment,
               const std::string& name) {
    for (; segment < segments.size(); segment = segments[segment].parent)
        if (segments[segment].name == name)
            return true;
    return false;
}

Time read_time(bool given, const google::protobuf::Timestamp& time, Time otherwise) {
    constexpr int64_t kLatest = 8'000'000'000;  // what a clock of nanoseconds can tell
    return given ? Time(std::chrono::seconds(std::clamp<int64_t>(time.seconds(), 0, kLatest)))
                 : otherwise;
}

}  // namespace

grpc::Status CongestionService::List(grpc::ServerContext*, const v1::ListCongestionRequest* request,
                                     v1::CongestionStatus* response) {
    const CongestionStanding standing = rounds_.standing();
    const std::string& wanted = request->segment();
    const auto& segments = standing.segments;
    if (!wanted.empty() && std::none_of(segments.begin(), segments.end(),
                                        [&](const auto& one) { return one.name == wanted; }))
        return {grpc::StatusCode::NOT_FOUND, "there is no site or link '" + wanted + "'"};
    response->set_on(standing.on);
    response->set_unavailable(standing.unavailable);
    if (standing.time.now_ns != 0)
        set_time(standing.time.now, response->mutable_as_of());
    for (const SegmentView& segment : segments)
        if (wanted.empty() || segment.name == wanted)
            fill(standing, segment, response->add_segments());
    const uint32_t limit = request->limit() == 0 ? kListDefault : request->limit();
    for (const SubscriberStanding& managed : standing.managed) {
        if (!wanted.empty() && !is_within(segments, managed.what.segment, wanted))
            continue;
        if (static_cast<uint32_t>(response->subscribers_size()) == limit) {
            response->set_truncated(true);
            break;
        }
        fill(managed, standing.time, response->add_subscribers());
    }
    return grpc::Status::OK;
}

grpc::Status CongestionService::Watch(grpc::ServerContext* context,
                                      const v1::WatchCongestionRequest* request,
                                      grpc::ServerWriter<v1::CongestionTransition>* writer) {
    const TransitionLog& log = rounds_.log();
    uint64_t told = log.last_number();
    const auto write = [&](const std::vector<LoggedTransition>& transitions) {
        return std::all_of(transitions.begin(), transitions.end(),
                           [&](const LoggedTransition& transition) {
                               told = transition.number;
                               v1::CongestionTransition message;
                               fill(transition, &message);
                               return writer->Write(message);
                           });
    };
    if (!write(log.latest(request->history())))
        return grpc::Status::OK;
    while (request->follow() && !context->IsCancelled()) {
        const auto transitions = log.after(told, kBatch);
        if (!write(transitions))
            return grpc::Status::OK;
        if (transitions.empty())
            log.wait_after(told, kLookForCancel);
    }
    return grpc::Status::OK;
}

grpc::Status CongestionService::History(grpc::ServerContext*,
                                        const v1::CongestionHistoryRequest* request,
                                        v1::CongestionHistory* response) {
    const TransitionLog& log = rounds_.log();
    const auto remembered = log.latest(TransitionLog::kKept);
    const bool forgotten = log.has_forgotten() && !remembered.empty();
    const Time first = forgotten ? remembered.front().time : began_;
    const Time from = std::max(read_time(request->has_from(), request->from(), first), first);
    const Time until =
        read_time(request->has_until(), request->until(), std::chrono::system_clock::now());
    set_time(from, response->mutable_from());
    set_time(until, response->mutable_until());
    response->set_subscribers(static_cast<uint32_t>(registry_.count()));
    response->set_truncated(forgotten);
    for (const LoggedTransition& transition : remembered)
        if (transition.time >= from && transition.time <= until)
            fill(transition, response->add_transitions());
    for (const BestEffortUse& use : rounds_.traffic(from, until))
        fill(use, response->add_traffic());
    return grpc::Status::OK;
}

grpc::Status CongestionService::Record(grpc::ServerContext* context,
                                       const v1::RecordUsageRequest* request,
                                       grpc::ServerWriter<v1::RecordedInterval>* writer) {
    if (!rounds_.accounts_usage())
        return {grpc::StatusCode::FAILED_PRECONDITION,
                "this box does not account for usage; see usage.enabled in its configuration"};
    const uint32_t every = request->every_seconds() == 0 ? kRecordEvery : request->every_seconds();
    const auto recording =
        rounds_.recordings().begin(std::chrono::seconds(every), std::chrono::system_clock::now());
    while (!context->IsCancelled()) {
        const auto interval = recording->wait(kLookForCancel);
        if (interval.empty())
            continue;
        v1::RecordedInterval message;
        for (const RecordedUse& use : interval)
            fill(use, message.add_use());
        if (!writer->Write(message))
            break;
    }
    return grpc::Status::OK;
}

}  // namespace sluice
