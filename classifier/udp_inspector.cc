// SPDX-License-Identifier: Apache-2.0
#include "classifier/udp_inspector.h"

#include <bit>

#include "classifier/wire/krpc.h"
#include "classifier/wire/peer_address.h"
#include "classifier/wire/peer_wire.h"
#include "classifier/wire/udp_tracker.h"

namespace sluice {
namespace {

using Stage = FlowInspection::Stage;

constexpr Verdict kTracker{Label::bittorrent_tracker_udp, Grade::exact};

// Clients run the DHT, UDP trackers and uTP over one socket. Between the same two ends uTP is what
// carries the bytes, so it replaces what was seen before it and stays.
bool rises(Verdict from, Verdict to) {
    if (to.label == from.label)
        return to.grade > from.grade;
    return from.label == Label::unknown || to.label == Label::bittorrent_utp;
}

bool is_signalling(Label label) {
    return label == Label::bittorrent_dht || label == Label::bittorrent_tracker_udp;
}

IpVersion ip_version(const Segment& segment) {
    const uint8_t* const address = segment.ends.remote_address;
    return address == nullptr || holds_ipv4({address, 16}) ? IpVersion::ipv4 : IpVersion::ipv6;
}

}  // namespace

void UdpInspector::observe(FlowInspection& flow, const Segment& segment) {
    if (segment.payload.empty())
        return;
    counts_.inspected_packets++;
    const SignatureSet& signatures = scanner_.signatures().udp();
    uint32_t candidates = scanner_.candidates(signatures, segment.payload).hits;
    for (; candidates != 0; candidates &= candidates - 1) {
        const auto signature = static_cast<size_t>(std::countr_zero(candidates));
        const Verdict verdict = verify(signatures.verifiers[signature], flow, segment);
        if (rises(flow.verdict, verdict))
            flow.verdict = verdict;
    }

    if (is_signalling(flow.verdict.label)) {
        flow.stage = Stage::signalling;
        return;
    }
    // Of uTP exact is all there is to know; coherent may rise while the budget lasts.
    uint8_t& packets = flow.packets[static_cast<size_t>(segment.direction)];
    if (flow.verdict.grade == Grade::exact ||
        (!goes_on(flow, segment.direction) && ++packets >= settings_.budget_packets)) {
        if (flow.verdict.label == Label::unknown)
            counts_.budget_spent++;
        settle(flow);
    }
}

// One direction of uTP is proven by its length: such a flow is given it.
bool UdpInspector::goes_on(const FlowInspection& flow, Direction direction) const {
    return flow.stage == Stage::udp_state && flow.verdict.label == Label::unknown &&
           undecided_[flow.kept[0]].utp.promising(direction);
}

Verdict UdpInspector::verify(Verifier verifier, FlowInspection& flow, const Segment& segment) {
    switch (verifier) {
        case Verifier::krpc:
            return verify_krpc(segment);
        case Verifier::udp_tracker:
            return verify_tracker(flow, segment);
        case Verifier::utp:
            return verify_utp(flow, segment);
        case Verifier::peer_handshake:
        case Verifier::http:
        case Verifier::socks:
            break;  // the signature file's reader lets no such pair through
    }
    return {};
}

Verdict UdpInspector::verify_krpc(const Segment& segment) {
    const auto message = parse_krpc(segment.payload);
    if (!message)
        return {};
    signalling_.hear(*message, segment);
    return {Label::bittorrent_dht, Grade::exact};
}

Verdict UdpInspector::verify_tracker(FlowInspection& flow, const Segment& segment) {
    const auto request = parse_udp_tracker_request(segment.payload);
    const auto reply = parse_udp_tracker_reply(segment.payload);
    bool proven =
        flow.verdict == kTracker || (request && request->action == UdpTrackerAction::connect);
    // Only a reply to connect is worth remembering by itself.
    const bool answers =
        reply && (flow.stage == Stage::udp_state || reply->action == UdpTrackerAction::connect);
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

Verdict UdpInspector::verify_utp(FlowInspection& flow, const Segment& segment) {
    const auto header = parse_utp(segment.payload);
    if (!header)
        return {};
    // The handshake at the start of the stream inside (BEP 3) leaves no doubt.
    if (!header->payload.empty() &&
        parse_handshake(header->payload, header->payload.size()) == HandshakeShape::complete) {
        evidence_.confirm(segment, true, true);
        return {Label::bittorrent_utp, Grade::exact};
    }
    Undecided* const undecided = state(flow);
    if (undecided == nullptr ||
        !undecided->utp.observe(*header, segment.direction, segment.time_us))
        return {};
    // Either end takes connections at the socket that it opens them from.
    if (flow.verdict.label != Label::bittorrent_utp)
        evidence_.confirm(segment, true, true);
    return {Label::bittorrent_utp, Grade::coherent};
}

void UdpInspector::forget(FlowInspection& flow) {
    if (!flow.holds_state() || flow.stage == Stage::tcp_state)
        return;
    undecided_.give_back(flow.kept[0]);
    flow.kept[0] = 0;
    flow.stage = Stage::open;
}

// The flow's state, taken now if it has none; null if there is none left.
UdpInspector::Undecided* UdpInspector::state(FlowInspection& flow) {
    if (flow.kept[0] == 0) {
        const uint32_t slot = undecided_.take();
        if (slot == SlotPool<Undecided>::kNone) {
            counts_.undecided_exhausted++;
            return nullptr;
        }
        undecided_[slot] = {};
        flow.kept[0] = slot;
        if (flow.stage == Stage::open)
            flow.stage = Stage::udp_state;
    }
    return &undecided_[flow.kept[0]];
}

void UdpInspector::settle(FlowInspection& flow) {
    forget(flow);
    flow.stage = Stage::settled;
    flow.kept[0] = 0;
    flow.kept[1] = 0;
}

}  // namespace sluice
