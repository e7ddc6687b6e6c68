// SPDX-License-Identifier: Apache-2.0
#include "classifier/udp_inspector.h"
#include "classifier/wire/peer_address.h"
#include "classifier/wire/udp_tracker.h"

namespace sluice {
namespace {

constexpr Verdict kTracker{Label::bittorrent_tracker_udp, Grade::exact};

IpVersion ip_version(const Segment& segment) {
    const uint8_t* const address = segment.ends.remote_address;
    return address == nullptr || holds_ipv4({address, 16}) ? IpVersion::ipv4 : IpVersion::ipv6;
}

}  // namespace

Verdict UdpInspector::verify_tracker(FlowInspection& flow, const Segment& segment) {
    const auto request = parse_udp_tracker_request(segment.payload);
    const auto reply = parse_udp_tracker_reply(segment.payload);
    bool proven =
        flow.verdict == kTracker || (request && request->action == UdpTrackerAction::connect);
    // Only a reply to connect is worth remembering by itself.
    const bool answers = reply && (flow.stage == FlowInspection::Stage::udp_state ||
                                   reply->action == UdpTrackerAction::connect);
    if (!proven && !request && !answers)
        return {};
    if (Undecided* const undecided = proven ? nullptr : state(flow)) {
        proven = (answers && undecided->tracker.reply(*reply, segment.direction)) ||
                 (request && undecided->tracker.request(*request, segment.direction));
    }
    if (!proven)
        return {};
    if (request) {
        signalling_.count(request->message(), segment.direction);
        if (request->action == UdpTrackerAction::announce &&
            request->event != UdpTrackerEvent::stopped)
            signalling_.announced(request->port, segment);
    } else if (reply) {
        signalling_.count(reply->message(), segment.direction);
        signalling_.named(peers_of(*reply, ip_version(segment)), EndpointSource::tracker, segment);
    }
    return kTracker;
}

}  // namespace sluice
