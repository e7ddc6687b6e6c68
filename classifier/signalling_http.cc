// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "classifier/signalling.h"
#include "classifier/wire/http.h"
#include "classifier/wire/http_tracker_reply.h"
#include "classifier/wire/metainfo.h"

namespace sluice {
namespace {

// As many as a metainfo with many tiers has.
constexpr size_t kMostTrackers = 16;

}  // namespace

void Signalling::hear_http(Bytes stream, const HttpHead& head, const Segment& segment) {
    if (head.outcome == HttpHead::Outcome::request && head.method == "GET")
        hear_announce(parse_http_tracker_request(head), segment);
    if (head.outcome == HttpHead::Outcome::response && head.body_at)
        hear_response(http_body(stream, head), segment);
}

void Signalling::hear_announce(const HttpTrackerRequest& request, const Segment& segment) {
    if (request.outcome == HttpTrackerRequest::Outcome::scrape)
        return count(MessageKind::scrape_request, segment.direction);
    if (request.outcome != HttpTrackerRequest::Outcome::announce)
        return;
    count(MessageKind::announce_request, segment.direction);
    if (request.event == HttpTrackerRequest::Event::stopped)
        return;
    announced(request.port, segment);
    const EndpointSource source =
        segment.direction == Direction::up ? EndpointSource::announced : EndpointSource::hint;
    for (const auto& at : {request.ipv4, request.ipv6})
        if (at)
            learn_both(*at, source, segment.time_s);
}

void Signalling::hear_response(Bytes body, const Segment& segment) {
    if (body.empty() || body.front() != 'd')
        return;
    const HttpTrackerReply reply = parse_http_tracker_reply(body);
    if (reply.outcome == HttpTrackerReply::Outcome::complete) {
        count(reply.kind, segment.direction);
        return named(reply.peers, EndpointSource::tracker, segment);
    }
    std::array<TrackerUrl, kMostTrackers> trackers;
    const Metainfo metainfo = parse_metainfo(body, trackers);
    if (metainfo.outcome != Metainfo::Outcome::complete)
        return;
    for (size_t i = 0; i < metainfo.trackers; ++i)
        tracker_names_.learn(trackers[i].at.host, segment.time_s);
}

}  // namespace sluice
