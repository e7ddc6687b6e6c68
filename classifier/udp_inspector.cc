// SPDX-License-Identifier: Apache-2.0
#include "classifier/udp_inspector.h"

#include <bit>

#include "classifier/udp_verifiers.h"
#include "classifier/wire/kad_obfuscation.h"
#include "classifier/wire/krpc.h"
#include "classifier/wire/lsd.h"
#include "classifier/wire/mse.h"
#include "classifier/wire/plain_services.h"
#include "classifier/wire/proxy.h"

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

bool is_signalling(Label label) {
    return label == Label::bittorrent_dht || label == Label::bittorrent_tracker_udp;
}

bool begins_like_socks(Bytes datagram) {
    return datagram.size() > 10 && datagram[0] == 0 && datagram[1] == 0 && datagram[2] == 0 &&
           (datagram[3] == 1 || datagram[3] == 3 || datagram[3] == 4);
}

}  // namespace

void UdpInspector::observe(FlowInspection& flow, const Segment& segment) {
    if (flow.walked())
        return follow_utp(flow, segment);
    if (segment.payload.empty())
        return;
    counts_.inspected_packets++;
    look_at(flow, segment);
    if (flow.walked())
        return;
    if (flow.verdict.label == Label::unknown) {
        if (begins_like_socks(segment.payload))
            look_inside_socks(flow, segment);
        else if (may_be_obfuscated_kad(segment.payload))
            look_inside_obfuscation(flow, segment);
    }

    if (is_signalling(flow.verdict.label)) {
        flow.stage = Stage::signalling;
        return;
    }
    if (flow.verdict.grade == Grade::exact)
        return settle(flow);
    spend_packet(flow, segment);
}

void UdpInspector::look_at(FlowInspection& flow, const Segment& segment) {
    const SignatureSet& signatures = scanner_.signatures().udp();
    uint32_t hits = scanner_.candidates(signatures, segment.payload).hits;
    const bool first = flow.packets[0] == 0 && flow.packets[1] == 0 && flow.stage == Stage::open;
    for (; hits != 0; hits &= hits - 1) {
        const auto signature = static_cast<size_t>(std::countr_zero(hits));
        const Verdict verdict = verify(signatures.verifiers[signature], flow, segment);
        if (rises(flow.verdict, verdict))
            flow.verdict = verdict;
        if (verdict.grade == Grade::exact || flow.walked())
            return;
    }
    if (first && flow.verdict.label == Label::unknown && is_other_service_udp(segment.payload))
        flow.verdict = {Label::other, Grade::exact};
}

// The datagram that a SOCKS proxy passes on (RFC 1928, section 7), behind the proxy's header.
void UdpInspector::look_inside_socks(FlowInspection& flow, const Segment& segment) {
    const auto header = parse_socks_udp(segment.payload);
    if (!header)
        return;
    Segment inner = segment;
    inner.payload = segment.payload.subspan(header->bytes);
    inner.wire_bytes -= static_cast<uint32_t>(header->bytes);
    inner.ends = {};  // those of the proxy say nothing
    if (!inner.payload.empty())
        look_at(flow, inner);
}

void UdpInspector::spend_packet(FlowInspection& flow, const Segment& segment) {
    uint8_t& packets = flow.packets[static_cast<size_t>(segment.direction)];
    // One direction of uTP is proven by its length: such a flow is given it.
    const bool goes_on = flow.stage == Stage::udp_state && flow.verdict.label == Label::unknown &&
                         undecided_[flow.kept[0]].utp.promising(segment.direction);
    if (goes_on || ++packets < settings_.budget_packets)
        return;
    if (flow.verdict.label == Label::unknown)
        counts_.budget_spent++;
    settle(flow);
}

Verdict UdpInspector::verify(Verifier verifier, FlowInspection& flow, const Segment& segment) {
    switch (verifier) {
        case Verifier::krpc:
            return verify_krpc(segment);
        case Verifier::udp_tracker:
            return verify_tracker(flow, segment);
        case Verifier::utp:
            return verify_utp(flow, segment);
        case Verifier::lsd:
            return verify_lsd(segment);
        case Verifier::ed2k_udp:
        case Verifier::kad:
        case Verifier::wireguard:
            return verify_pair(verifier, flow, segment);
        default:
            // Of a flow that has a label already, only what is above could tell more.
            return flow.verdict.label == Label::unknown ? verify_datagram(verifier, segment.payload)
                                                        : Verdict{};
    }
}

Verdict UdpInspector::verify_krpc(const Segment& segment) {
    const auto message = parse_krpc(segment.payload);
    if (!message)
        return {};
    signalling_.hear(*message, segment);
    return {Label::bittorrent_dht, Grade::exact};
}

Verdict UdpInspector::verify_lsd(const Segment& segment) {
    const auto announce = parse_lsd(segment.payload);
    if (!announce)
        return {};
    signalling_.count(MessageKind::announce_request, segment.direction);
    signalling_.announced(announce->port, segment);
    return {Label::bittorrent_lsd, Grade::exact};
}

Verdict UdpInspector::verify_pair(Verifier verifier, FlowInspection& flow, const Segment& segment) {
    if (flow.verdict.label != Label::unknown)
        return {};
    // What proves itself needs no state, and most of what looks alike never gets any.
    DatagramPairs alone;
    const bool held = flow.stage == Stage::udp_state;
    DatagramPairs& pairs = held ? undecided_[flow.kept[0]].pairs : alone;
    Verdict verdict;
    if (verifier == Verifier::ed2k_udp)
        verdict = pairs.ed2k(segment.payload, segment.direction);
    else if (verifier == Verifier::kad)
        verdict = pairs.kad(segment.payload, segment.direction, inflator_);
    else
        verdict = pairs.wireguard(segment.payload, segment.direction);
    if (verdict.label == Label::kad)
        learn_kad_nodes(segment);
    if (!held && pairs.waits())
        if (Undecided* const undecided = state(flow))
            undecided->pairs = pairs;
    return verdict;
}

void UdpInspector::forget(FlowInspection& flow) {
    if (flow.walked() && flow.kept[0] != 0)
        follower_.end(flow);
    if (!flow.holds_state() || flow.stage == Stage::tcp_state)
        return;
    give_up_state(flow);
    flow.stage = Stage::open;
}

void UdpInspector::give_up_state(FlowInspection& flow) {
    undecided_.give_back(flow.kept[0]);
    flow.kept[0] = 0;
    if (flow.stage == Stage::udp_state)
        flow.stage = Stage::open;
}

// The oldest flow that has one gives its own up where none is left: its later datagrams may still
// show by themselves, or with each other, what it is.
uint32_t UdpInspector::take_state(FlowInspection& flow) {
    const uint32_t slot = undecided_.take(&flow);
    if (slot != undecided_.kNone)
        return slot;
    counts_.undecided_exhausted++;
    FlowInspection* const* const oldest = undecided_.oldest();
    if (oldest == nullptr)
        return undecided_.kNone;
    counts_.undecided_displaced++;
    give_up_state(**oldest);
    return undecided_.take(&flow);
}

// The flow's state, taken now if it has none; null if there is none at all.
UdpInspector::Undecided* UdpInspector::state(FlowInspection& flow) {
    if (flow.kept[0] == 0) {
        const uint32_t slot = take_state(flow);
        if (slot == undecided_.kNone)
            return nullptr;
        undecided_[slot] = {};
        flow.kept[0] = slot;
        if (flow.stage == Stage::open)
            flow.stage = Stage::udp_state;
    }
    return &undecided_[flow.kept[0]];
}

void UdpInspector::settle(FlowInspection& flow) {
    constexpr uint8_t kUniform = FlowInspection::kUniformUp | FlowInspection::kUniformDown;
    if (flow.verdict.label == Label::bittorrent_utp && flow.verdict.grade != Grade::exact &&
        (flow.flags & kUniform) == kUniform)
        flow.flags |= FlowInspection::kEncrypted;
    forget(flow);
    flow.stage = Stage::settled;
    flow.kept[0] = 0;
    flow.kept[1] = 0;
}

}  // namespace sluice
