// SPDX-License-Identifier: Apache-2.0
#include "classifier/udp_inspector.h"

#include <bit>

#include "classifier/wire/krpc.h"
#include "classifier/wire/peer_wire.h"

namespace sluice {
namespace {

using Stage = FlowInspection::Stage;

// Clients run the DHT, UDP trackers and uTP over one socket. Between the same two ends uTP is what
// carries the bytes, so it replaces what was seen before it and stays.
bool rises(Verdict from, Verdict to) {
    if (to.label == from.label)
        return to.grade > from.grade;
    return from.label == Label::unknown || to.label == Label::bittorrent_utp;
}

}  // namespace

void UdpInspector::observe(FlowInspection& flow, const Segment& segment) {
    if (segment.payload.empty())
        return;
    counts_.inspected_packets++;
    const SignatureSet& signatures = scanner_.signatures().udp();
    uint32_t candidates = scanner_.candidates(signatures, segment.payload);
    for (; candidates != 0 && !flow.settled(); candidates &= candidates - 1) {
        const auto signature = static_cast<size_t>(std::countr_zero(candidates));
        const Verifier verifier = signatures.verifiers[signature];
        // Once labelled, only uTP could change it: the DHT's replies need not be read again.
        if (flow.verdict.label != Label::unknown && verifier != Verifier::utp)
            continue;
        const Verdict verdict = verify(verifier, flow, segment);
        if (rises(flow.verdict, verdict))
            flow.verdict = verdict;
    }
    // Trackers have ports of their own, and of uTP exact is all there is to know.
    const bool final =
        flow.verdict.grade == Grade::exact && flow.verdict.label != Label::bittorrent_dht;
    uint8_t& packets = flow.packets[static_cast<size_t>(segment.direction)];
    if (final || ++packets >= settings_.budget_packets) {
        if (flow.verdict.label == Label::unknown)
            counts_.budget_spent++;
        settle(flow);
    }
}

Verdict UdpInspector::verify(Verifier verifier, FlowInspection& flow, const Segment& segment) {
    switch (verifier) {
        case Verifier::krpc:
            return parse_krpc(segment.payload) ? Verdict{Label::bittorrent_dht, Grade::exact}
                                               : Verdict{};
        case Verifier::udp_tracker:
            return verify_tracker(flow, segment);
        case Verifier::utp:
            return verify_utp(flow, segment);
        case Verifier::peer_handshake:
        case Verifier::http:
            break;  // the signature file's reader lets no such pair through
    }
    return {};
}

Verdict UdpInspector::verify_tracker(FlowInspection& flow, const Segment& segment) {
    constexpr Verdict kTracker{Label::bittorrent_tracker_udp, Grade::exact};
    const auto request = parse_udp_tracker_request(segment.payload);
    if (request && request->action == UdpTrackerAction::connect)
        return kTracker;
    const auto reply = parse_udp_tracker_reply(segment.payload);
    // Only a reply to connect is worth remembering by itself.
    const bool answers =
        reply && (flow.stage == Stage::udp_state || reply->action == UdpTrackerAction::connect);
    if (!request && !answers)
        return {};
    Undecided* const undecided = state(flow);
    if (undecided == nullptr)
        return {};
    const bool proven = (answers && undecided->tracker.reply(*reply, segment.direction)) ||
                        (request && undecided->tracker.request(*request, segment.direction));
    return proven ? kTracker : Verdict{};
}

Verdict UdpInspector::verify_utp(FlowInspection& flow, const Segment& segment) {
    const auto header = parse_utp(segment.payload);
    if (!header)
        return {};
    // The handshake at the start of the stream inside (BEP 3) leaves no doubt.
    if (!header->payload.empty() &&
        parse_handshake(header->payload, header->payload.size()) == HandshakeShape::complete)
        return {Label::bittorrent_utp, Grade::exact};
    Undecided* const undecided = state(flow);
    if (undecided == nullptr || !undecided->utp.observe(*header, segment.direction, segment.time_us))
        return {};
    return {Label::bittorrent_utp, Grade::coherent};
}

void UdpInspector::forget(FlowInspection& flow) {
    if (flow.stage != Stage::udp_state)
        return;
    undecided_.give_back(flow.kept[0]);
    flow.stage = Stage::open;
}

// The flow's state, taken now if it has none; null if there is none left.
UdpInspector::Undecided* UdpInspector::state(FlowInspection& flow) {
    if (flow.stage == Stage::open) {
        const uint32_t slot = undecided_.take();
        if (slot == SlotPool<Undecided>::kNone) {
            counts_.undecided_exhausted++;
            return nullptr;
        }
        undecided_[slot] = {};
        flow.stage = Stage::udp_state;
        flow.kept[0] = slot;
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
