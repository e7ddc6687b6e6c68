// SPDX-License-Identifier: Apache-2.0
#include "oracle/tracker/http_handlers.h"

#include "http/request_target.h"
#include "oracle/tracker/http_service.h"

namespace sluice {
namespace {

HttpReply status_alone(unsigned status) {
    HttpReply reply;
    reply.status = status;
    if (status == 405)
        reply.allow = "GET, HEAD";
    return reply;
}

bool only_reads(const HttpRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
}

}  // namespace

HttpReply TrackerHandler::answer(const HttpRequest& request) {
    const RequestTarget target = read_request_target(request.target);
    const HttpTrackerQuery query = parse_http_tracker_query(target.path, target.query);
    if (query.kind == HttpTrackerQuery::Kind::elsewhere)
        return status_alone(404);
    if (!only_reads(request))
        return status_alone(405);
    HttpReply reply;
    reply.media_type = "text/plain";
    const uint32_t now_s = tracker_now_s();
    const std::lock_guard lock(tracker_.mutex);
    // What is not served is refused here, and by no other in this one's name.
    if (query.kind != HttpTrackerQuery::Kind::announce ||
        tracker_.tracker.serves(query.announce.hash))
        reply.location =
            routes_.down(tracker_.tracker.layers(), query, target.query, request.client);
    if (reply.location.empty()) {
        AnnounceAnswer came_to;
        reply.body =
            HttpService(tracker_.tracker, counts_).answer(query, request.client, now_s, came_to);
        reply.location = routes_.up(query, came_to, target.query, request.client);
    }
    if (reply.location.empty())
        return reply;
    // 302: every client follows it, and none takes it for the tracker's new place.
    reply.status = 302;
    reply.body.clear();
    return reply;
}

HttpReply MetricsHandler::answer(const HttpRequest& request) {
    if (read_request_target(request.target).path != "/metrics")
        return status_alone(404);
    if (!only_reads(request))
        return status_alone(405);
    HttpReply reply;
    reply.media_type = "text/plain; version=0.0.4";
    reply.body = text_();
    return reply;
}

}  // namespace sluice
