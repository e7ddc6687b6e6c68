// SPDX-License-Identifier: Apache-2.0
#include "classifier/udp_inspector.h"
#include "classifier/wire/krpc.h"
#include "classifier/wire/mse.h"
#include "classifier/wire/peer_framing.h"
#include "classifier/wire/peer_wire.h"
#include "classifier/wire/utp.h"

namespace sluice {
namespace {

void note_uniformity(FlowInspection& flow, const Segment& segment, Bytes payload) {
    if (payload.size() < kMseKeyBytes)
        return;
    UniformityTest uniformity;
    uniformity.add(payload);
    if (uniformity.passes())
        flow.flags |= segment.direction == Direction::up ? FlowInspection::kUniformUp
                                                         : FlowInspection::kUniformDown;
}

}  // namespace

Verdict UdpInspector::verify_utp(FlowInspection& flow, const Segment& segment) {
    const auto header = parse_utp(segment.payload);
    if (!header)
        return {};
    const bool known = flow.verdict.label == Label::bittorrent_utp;
    // The handshake at the start of the stream inside (BEP 3) leaves no doubt.
    if (!header->payload.empty() &&
        parse_handshake(header->payload, header->payload.size()) == HandshakeShape::complete) {
        evidence_.confirm(segment, true, true);
        walk_utp(flow, segment, false);
        return {Label::bittorrent_utp, Grade::exact};
    }
    // Of a socket that somebody named, one header is enough for the grade that says so.
    const Verdict so_far = !known && evidence_.known(segment) != EndpointSource::none
                               ? Verdict{Label::bittorrent_utp, Grade::endpoint}
                               : Verdict{};
    Undecided* const undecided = state(flow);
    if (undecided == nullptr ||
        !undecided->utp.observe(*header, segment.direction, segment.time_us))
        return flow.verdict.label == Label::unknown ? so_far : Verdict{};
    // Either end takes connections at the socket that it opens them from.
    if (!known)
        evidence_.confirm(segment, true, true);
    note_uniformity(flow, segment, header->payload);
    // Picked up after its handshake, plain peer wire shows its messages.
    if (!header->payload.empty() &&
        judge_framing(header->payload).evidence == FramingEvidence::strong)
        walk_utp(flow, segment, true);
    return {Label::bittorrent_utp, Grade::coherent};
}

// The stream inside is plain: its messages are read from here on.
void UdpInspector::walk_utp(FlowInspection& flow, const Segment& segment, bool joined) {
    settle(flow);
    if (follower_.start(flow, joined))
        follower_.observe(flow, segment);
}

void UdpInspector::follow_utp(FlowInspection& flow, const Segment& segment) {
    // The DHT shares the socket.
    if (!segment.payload.empty() && segment.payload.front() == 'd')
        verify_krpc(segment);
    else
        follower_.observe(flow, segment);
}

}  // namespace sluice
