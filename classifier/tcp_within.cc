// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>

#include "classifier/held_segments.h"
#include "classifier/tcp_inspector.h"
#include "classifier/wire/peer_framing.h"
#include "classifier/wire/peer_wire.h"
#include "classifier/wire/tls.h"

namespace sluice {

using Progress = FlowInspection::Progress;
using Stage = FlowInspection::Stage;

namespace {

size_t index(Direction direction) {
    return static_cast<size_t>(direction);
}

bool is_http(Label label) {
    return label == Label::http || label == Label::bittorrent_tracker_http ||
           label == Label::bittorrent_webseed || label == Label::bittorrent_metainfo;
}

uint8_t framed_flag(Direction direction) {
    return direction == Direction::up ? FlowInspection::kFramedUp : FlowInspection::kFramedDown;
}

bool uniform_both_ways(const FlowInspection& flow) {
    constexpr uint8_t kBoth = FlowInspection::kUniformUp | FlowInspection::kUniformDown;
    return (flow.flags & kBoth) == kBoth;
}

// Picked up after its beginning, an encrypted connection shows no exchange: both directions are
// uniform, and no more.
bool is_joined_ciphertext(const FlowInspection& flow) {
    return flow.verdict.label == Label::unknown && !opened(flow) && uniform_both_ways(flow);
}

void suspect(FlowInspection& flow) {
    flow.verdict = {Label::suspect_encrypted, Grade::suspect};
    flow.flags |= FlowInspection::kEncrypted;
}

// A segment from one of its bytes on.
Segment tail(const Segment& segment, size_t offset) {
    Segment rest = segment;
    rest.payload = segment.payload.subspan(offset);
    rest.wire_bytes = segment.wire_bytes - static_cast<uint32_t>(offset);
    rest.sequence = segment.sequence + static_cast<uint32_t>(offset);
    return rest;
}

}  // namespace

// Past its beginning a stream may turn into peer wire: in a connection that began as something
// else, or where encryption was agreed on and then left off.
void TcpInspector::look_within(FlowInspection& flow, const Segment& segment) {
    if (is_http(flow.verdict.label))
        return look_at_message(flow, segment);
    if (const auto place = scanner_.find_within(segment.payload))
        return begin_again(flow, segment, place->end - kHandshakePrefix.size());
    if (!opened(flow) && looks_like_tls_records(segment.payload)) {
        flow.verdict = {Label::tls, Grade::coherent};
        return settle(flow);
    }
    if (!opened(flow) && is_framed(flow, segment)) {
        flow.verdict = {Label::bittorrent_peer, Grade::coherent};
        flow.progress[0] = flow.progress[1] = Progress::judged;
        return recognise_peer(flow, segment);
    }
    if (is_joined_ciphertext(flow) && take_by_ends(flow, segment))
        return settle(flow);
    if (UndecidedStreams::held_by(flow) && undecided_.of(flow).exchanging)
        follow_exchange(flow, segment);
    spend_packet(flow, segment);
}

// Requests and responses follow each other, and something else may begin where one of them should.
void TcpInspector::look_at_message(FlowInspection& flow, const Segment& segment) {
    if (parse_handshake(segment.payload, segment.wire_bytes) != HandshakeShape::absent)
        return begin_again(flow, segment, 0);
    const Finding finding = judge(segment.payload, segment.wire_bytes);
    if (finding.found())
        return accept(flow, finding, segment, segment);
    spend_packet(flow, segment);
}

// Where a handshake lies in a segment of a stream that is undecided, as the segment came: what is
// kept of the beginning may have a decoy's bytes in its place, or a hole before it that nothing
// ever fills.
std::optional<size_t> TcpInspector::find_apart(const Segment& beginning, const Segment& segment) {
    const auto place = scanner_.find_within(segment.payload);
    if (!place)
        return std::nullopt;
    const size_t offset = place->end - kHandshakePrefix.size();
    const bool is_beginning =
        segment.sequence + offset == beginning.sequence &&
        parse_handshake(beginning.payload, beginning.payload.size()) != HandshakeShape::absent;
    return is_beginning ? std::nullopt : std::optional(offset);
}

// From an offset in this segment on, the direction's stream is taken for a new one.
void TcpInspector::begin_again(FlowInspection& flow, const Segment& segment, size_t offset) {
    const size_t d = index(segment.direction);
    Segment rest = tail(segment, offset);
    // What was kept of the old one goes: the bytes may lie there.
    std::array<uint8_t, SegmentBuffer::kBytes> kept;
    if (UndecidedStreams::held_by(flow) && undecided_.of(flow).streams[d].window != 0) {
        rest.payload = rest.payload.first(std::min(rest.payload.size(), kept.size()));
        std::copy(rest.payload.begin(), rest.payload.end(), kept.begin());
        rest.payload = Bytes{kept}.first(rest.payload.size());
        undecided_.drop_window(flow, d);
    }
    flow.progress[d] = Progress::opened;
    start_of(flow, d) = rest.sequence;
    begin_stream(flow, rest);
    // However often it does, the budget holds.
    if (!flow.settled())
        spend_packet(flow, rest);
}

// Of a flow that was not seen from its start: whether messages run in it. One direction's framing
// counts if it is strong, or goes on where it said; else both must show it.
bool TcpInspector::is_framed(FlowInspection& flow, const Segment& segment) {
    if (UndecidedStreams::held_by(flow))
        return false;
    const size_t d = index(segment.direction);
    const uint8_t flag = framed_flag(segment.direction);
    if ((flow.flags & flag) != 0) {
        const int32_t ahead = sequence_distance(segment.sequence, flow.kept[d]);
        if (ahead >= 0 && static_cast<size_t>(ahead) < segment.payload.size() &&
            continues_framing(segment.payload.subspan(static_cast<size_t>(ahead))))
            return true;
    }
    const Framing framing = judge_framing(segment.payload);
    if (framing.evidence == FramingEvidence::none)
        return false;
    flow.flags |= flag;
    flow.kept[d] = segment.sequence + framing.next;
    constexpr uint8_t kBoth = FlowInspection::kFramedUp | FlowInspection::kFramedDown;
    return framing.evidence == FramingEvidence::strong || (flow.flags & kBoth) == kBoth;
}

// Ciphertext is a peer's if somebody named one of its ends; with the whole exchange seen, also if
// its hosts are peers by another connection. Less will not do for that: two such hosts may speak
// TLS as well.
bool TcpInspector::take_by_ends(FlowInspection& flow, const Segment& segment) {
    const EndpointSource source = evidence_.known(segment);
    const bool exchanged = (flow.flags & FlowInspection::kExchanged) != 0;
    if (source == EndpointSource::none && !(exchanged && evidence_.are_peers(segment)))
        return false;
    flow.verdict = {Label::bittorrent_peer, Grade::endpoint};
    flow.flags |= FlowInspection::kEncrypted;
    // Hearsay about an end does not vouch for what else its host does.
    if (source > EndpointSource::hint)
        evidence_.acquaint(segment);
    return true;
}

// The payload says nothing, and the subscriber says nothing to many.
bool TcpInspector::is_widespread_ciphertext(const FlowInspection& flow, const Segment& segment) {
    return flow.verdict.label == Label::unknown && uniform_both_ways(flow) &&
           segment.ends.subscriber_address != nullptr &&
           fan_out_.add(segment.ends.subscriber_address, segment.ends.remote_address,
                        segment.time_s);
}

void TcpInspector::follow_exchange(FlowInspection& flow, const Segment& segment) {
    UndecidedStreams::State& state = undecided_.of(flow);
    switch (state.exchange.observe(segment.direction, segment.sequence, segment.payload,
                                   segment.wire_bytes)) {
        case MseExchange::Stage::open:
            break;
        case MseExchange::Stage::broken:
            state.exchanging = false;
            undecided_.drop_if_idle(flow);
            break;
        case MseExchange::Stage::complete:
            state.exchanging = false;
            undecided_.drop_if_idle(flow);
            flow.flags |= FlowInspection::kExchanged;
            if (!take_by_ends(flow, segment))
                suspect(flow);
            break;
    }
}

// Its SYN was seen, and the bytes behind that were not: a mirror has lost them, or another path.
bool TcpInspector::lacks_beginning(const FlowInspection& flow, Direction direction) {
    if (!opened(flow) || flow.progress[index(direction)] != Progress::pending)
        return false;
    const UndecidedStreams::State& state = undecided_.of(flow);
    return state.proxy == UndecidedStreams::Proxy::none &&
           state.streams[index(direction)].judged == 0;
}

// What comes next is taken for the first that is seen of it.
void TcpInspector::join(FlowInspection& flow) {
    undecided_.drop(flow);
    for (Progress& progress : flow.progress) {
        if (progress != Progress::judged)
            progress = Progress::fresh;
    }
    forget_opening(flow);
}

void TcpInspector::spend_packet(FlowInspection& flow, const Segment& segment) {
    uint8_t& packets = flow.packets[index(segment.direction)];
    if (++packets < (opened(flow) ? settings_.budget_packets : settings_.joined_budget_packets))
        return;
    if (packets < settings_.joined_budget_packets && lacks_beginning(flow, segment.direction))
        return join(flow);
    const bool taken = is_joined_ciphertext(flow) && take_by_ends(flow, segment);
    if (!taken && is_widespread_ciphertext(flow, segment))
        suspect(flow);
    if (flow.verdict.label == Label::unknown)
        counts_.budget_spent++;
    const bool suspected = flow.verdict.label == Label::suspect_encrypted;
    settle(flow);
    if (suspected) {
        flow.stage = Stage::watched;
        flow.packets[0] = flow.packets[1] = 0;
    }
}

// Its ends may become known later: asked at growing intervals.
void TcpInspector::watch(FlowInspection& flow, const Segment& segment) {
    const uint8_t packets = ++flow.packets[index(segment.direction)];
    if (std::has_single_bit(packets) && take_by_ends(flow, segment))
        settle(flow);
}

void TcpInspector::conclude(FlowInspection& flow, const Segment& last) {
    const bool exchanging = UndecidedStreams::held_by(flow) && undecided_.of(flow).exchanging;
    const bool suspected = flow.verdict.label == Label::suspect_encrypted;
    if (!exchanging && !suspected)
        return;
    if (!take_by_ends(flow, last) && exchanging && undecided_.of(flow).exchange.lacks_answer())
        suspect(flow);
}

}  // namespace sluice
