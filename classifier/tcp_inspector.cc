// SPDX-License-Identifier: Apache-2.0
#include "classifier/tcp_inspector.h"

#include <algorithm>
#include <bit>

#include "classifier/stream_window.h"
#include "classifier/tcp_verifiers.h"
#include "classifier/wire/peer_framing.h"
#include "classifier/wire/peer_wire.h"

namespace sluice {

using Progress = FlowInspection::Progress;
using Stage = FlowInspection::Stage;

namespace {

size_t index(Direction direction) {
    return static_cast<size_t>(direction);
}

uint8_t uniform_flag(Direction direction) {
    return direction == Direction::up ? FlowInspection::kUniformUp : FlowInspection::kUniformDown;
}

bool uniform_both_ways(const FlowInspection& flow) {
    constexpr uint8_t kBoth = FlowInspection::kUniformUp | FlowInspection::kUniformDown;
    return (flow.flags & kBoth) == kBoth;
}

uint8_t framed_flag(Direction direction) {
    return direction == Direction::up ? FlowInspection::kFramedUp : FlowInspection::kFramedDown;
}

bool opened(const FlowInspection& flow) {
    return (flow.flags & (FlowInspection::kOpenedUp | FlowInspection::kOpenedDown)) != 0;
}

// A segment from one of its bytes on.
Segment tail(const Segment& segment, size_t offset) {
    Segment rest = segment;
    rest.payload = segment.payload.subspan(offset);
    rest.wire_bytes = segment.wire_bytes - static_cast<uint32_t>(offset);
    rest.sequence = segment.sequence + static_cast<uint32_t>(offset);
    rest.syn = false;
    return rest;
}

void take_for_peer(FlowInspection& flow) {
    flow.verdict = {Label::bittorrent_peer, Grade::endpoint};
    flow.flags |= FlowInspection::kEncrypted;
}

void suspect(FlowInspection& flow) {
    flow.verdict = {Label::suspect_encrypted, Grade::suspect};
    flow.flags |= FlowInspection::kEncrypted;
}

}  // namespace

void TcpInspector::observe(FlowInspection& flow, const Segment& segment) {
    note_opening(flow, segment);
    if (segment.payload.empty())
        return;
    counts_.inspected_packets++;
    if (flow.stage == Stage::watched)
        return watch(flow, segment);

    const size_t d = index(segment.direction);
    Segment data = segment;
    data.sequence += segment.syn ? 1 : 0;
    data.syn = false;
    switch (flow.progress[d]) {
        case Progress::judged:
            return look_within(flow, data);
        case Progress::pending:
            return continue_stream(flow, data);
        case Progress::fresh:
        case Progress::opened:
            break;
    }
    // Without its SYN, the first byte seen is taken for the stream's start.
    const uint32_t start = flow.progress[d] == Progress::opened ? start_of(flow, d) : data.sequence;
    if (start == data.sequence)
        return begin_stream(flow, data);
    if (!undecided_.take(flow) || !undecided_.take_window(flow, d, start))
        return settle(flow);
    continue_stream(flow, data);
}

// A SYN repeated with another sequence number is a new attempt: the last one counts.
void TcpInspector::note_opening(FlowInspection& flow, const Segment& segment) {
    Progress& progress = flow.progress[index(segment.direction)];
    if (!segment.syn || progress > Progress::opened)
        return;
    if (!opened(flow))
        flow.flags |= segment.direction == Direction::up ? FlowInspection::kOpenedUp
                                                         : FlowInspection::kOpenedDown;
    progress = Progress::opened;
    start_of(flow, index(segment.direction)) = segment.sequence + 1;
}

// The stream's first segment, read where it lies. Most flows are settled by it.
void TcpInspector::begin_stream(FlowInspection& flow, const Segment& segment) {
    const Finding finding = judge(segment.payload, segment.wire_bytes);
    if (finding.found())
        return accept(flow, finding, segment);
    if (!finding.partial())
        return close_beginning(flow, segment);

    const size_t d = index(segment.direction);
    if (!undecided_.take(flow) || !undecided_.take_window(flow, d, segment.sequence))
        return settle(flow);
    UndecidedStreams::Stream& stream = undecided_.of(flow).streams[d];
    stream.judged = static_cast<uint32_t>(segment.payload.size());
    StreamWindow{buffers_[stream.window]}.put(0, segment.payload);
}

void TcpInspector::continue_stream(FlowInspection& flow, const Segment& segment) {
    UndecidedStreams::Stream& stream = undecided_.of(flow).streams[index(segment.direction)];
    Bytes payload = segment.payload;
    int32_t offset = sequence_distance(stream.start, segment.sequence);
    if (offset < 0) {
        payload = payload.subspan(std::min(payload.size(), static_cast<size_t>(-int64_t{offset})));
        offset = 0;
    }

    StreamWindow window{buffers_[stream.window]};
    const bool fresh = window.put(static_cast<size_t>(offset), payload);
    const Bytes whole = window.contiguous(stream.judged);
    if (whole.size() > stream.judged) {
        stream.judged = static_cast<uint32_t>(whole.size());
        const Finding finding = judge(whole, whole.size());
        if (finding.found())
            return accept(flow, finding, segment);
        if (!finding.partial()) {
            Segment beginning = segment;
            beginning.payload = whole;
            beginning.wire_bytes = static_cast<uint32_t>(whole.size());
            beginning.sequence = stream.start;
            return close_beginning(flow, beginning);
        }
    }
    // New bytes are bounded by the budget of bytes, the rest by that of packets.
    if (!fresh)
        spend_packet(flow, segment);
}

// What the stream's beginning is, as far as it is there. The verifiers have the last word.
Finding TcpInspector::judge(Bytes stream, size_t carried) {
    const SignatureSet& signatures = scanner_.signatures().tcp();
    bool open = stream.size() < signatures.reach && signatures.filter.possible(stream) != 0;
    for (uint32_t left = scanner_.candidates(signatures, stream); left != 0; left &= left - 1) {
        const Verifier verifier = signatures.verifiers[static_cast<size_t>(std::countr_zero(left))];
        const Finding finding = verify_stream(verifier, stream, carried);
        if (finding.found())
            return finding;
        open |= finding.partial();
    }
    if (!open || stream.size() >= settings_.budget_bytes)
        return {};
    return {.outcome = Finding::Outcome::partial};
}

void TcpInspector::accept(FlowInspection& flow, const Finding& finding, const Segment& segment) {
    flow.verdict = finding.verdict;
    if (finding.verifier == Verifier::peer_handshake)
        return recognise_peer(flow, segment);
    settle(flow);
}

// The stream begins like nothing that is known. What lies within it may still tell.
void TcpInspector::close_beginning(FlowInspection& flow, const Segment& segment) {
    const size_t d = index(segment.direction);
    const bool first = flow.progress[d ^ 1] <= Progress::opened;
    flow.progress[d] = Progress::judged;
    UniformityTest uniformity;
    uniformity.add(segment.payload);
    if (segment.payload.size() >= kMseKeyBytes && uniformity.passes())
        flow.flags |= uniform_flag(segment.direction);
    if (is_known_ciphertext(flow, segment)) {
        take_for_peer(flow);
        return settle(flow);
    }
    if (first && MseExchange::may_begin(segment.payload) && undecided_.take(flow))
        undecided_.of(flow).exchanging = true;
    look_within(flow, segment);
    // The bytes may lie in the window: it goes back now that they were read.
    if (UndecidedStreams::held_by(flow) && flow.progress[d] == Progress::judged) {
        undecided_.drop_window(flow, d);
        undecided_.drop_if_idle(flow);
    }
}

// Past its beginning a stream may turn into peer wire: behind a proxy's negotiation, in a
// connection that began as something else, or where encryption is agreed on and then left off.
void TcpInspector::look_within(FlowInspection& flow, const Segment& segment) {
    if (const auto place = scanner_.find_within(segment.payload))
        return begin_again(flow, segment, place->end - kHandshakePrefix.size());
    if (!opened(flow) && is_framed(flow, segment)) {
        flow.verdict = {Label::bittorrent_peer, Grade::coherent};
        flow.progress[0] = flow.progress[1] = Progress::judged;
        return recognise_peer(flow, segment);
    }
    if (UndecidedStreams::held_by(flow) && undecided_.of(flow).exchanging)
        follow_exchange(flow, segment);
    spend_packet(flow, segment);
}

// From an offset in this segment on, the direction's stream is taken for a new one.
void TcpInspector::begin_again(FlowInspection& flow, const Segment& segment, size_t offset) {
    const size_t d = index(segment.direction);
    const Segment rest = tail(segment, offset);
    flow.progress[d] = Progress::opened;
    start_of(flow, d) = rest.sequence;
    begin_stream(flow, rest);
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

// Picked up after its beginning, an encrypted connection shows no exchange: both directions are
// uniform, and one of its ends is known.
bool TcpInspector::is_known_ciphertext(const FlowInspection& flow, const Segment& segment) const {
    return flow.verdict.label == Label::unknown && !opened(flow) && uniform_both_ways(flow) &&
           evidence_.known(segment) != EndpointSource::none;
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
            if (evidence_.known(segment) != EndpointSource::none)
                take_for_peer(flow);
            else
                suspect(flow);
            break;
    }
}

// The walker reads both directions anew from what was kept of them, handshake included.
void TcpInspector::recognise_peer(FlowInspection& flow, const Segment& segment) {
    flow.flags &= static_cast<uint8_t>(~FlowInspection::kEncrypted);
    const bool unclear = !opened(flow);
    evidence_.confirm(segment, unclear || (flow.flags & FlowInspection::kOpenedDown) != 0,
                      unclear || (flow.flags & FlowInspection::kOpenedUp) != 0);
    const uint32_t walk = walker_.start();
    if (walk == SlotPool<PeerWireWalk>::kNone) {
        counts_.walkers_exhausted++;
        return settle(flow);
    }
    const Direction here = segment.direction;
    for (const Direction direction : {here, opposite(here)}) {
        const size_t d = index(direction);
        const Progress progress = flow.progress[d];
        if (progress == Progress::judged)
            walker_.join(walk, direction);
        else if (UndecidedStreams::held_by(flow) && progress != Progress::fresh)
            hand_over(walk, direction, undecided_.of(flow).streams[d], segment);
        else if (progress == Progress::opened)
            walker_.begin(walk, direction, flow.kept[d]);
    }
    walker_.observe(walk, segment);
    settle(flow);
    flow.stage = Stage::walked;
    flow.kept[1] = walk;
}

void TcpInspector::hand_over(uint32_t walk, Direction direction,
                             const UndecidedStreams::Stream& stream, const Segment& segment) {
    walker_.begin(walk, direction, stream.start);
    if (stream.window == SegmentBuffers::kNone)
        return;  // only its SYN was seen
    const StreamWindow window{buffers_[stream.window]};
    Segment piece = segment;
    piece.direction = direction;
    for (auto run = window.run_after(0); !run.bytes.empty();
         run = window.run_after(run.offset + run.bytes.size())) {
        piece.payload = run.bytes;
        piece.wire_bytes = static_cast<uint32_t>(run.bytes.size());
        piece.sequence = stream.start + static_cast<uint32_t>(run.offset);
        walker_.observe(walk, piece);
    }
}

uint32_t& TcpInspector::start_of(FlowInspection& flow, size_t direction) {
    return UndecidedStreams::held_by(flow) ? undecided_.of(flow).streams[direction].start
                                           : flow.kept[direction];
}

void TcpInspector::settle(FlowInspection& flow) {
    undecided_.drop(flow);
    flow.stage = Stage::settled;
    flow.kept[0] = 0;
    flow.kept[1] = 0;
}

void TcpInspector::spend_packet(FlowInspection& flow, const Segment& segment) {
    uint8_t& packets = flow.packets[index(segment.direction)];
    if (++packets < (opened(flow) ? settings_.budget_packets : settings_.joined_budget_packets))
        return;
    if (is_known_ciphertext(flow, segment))
        take_for_peer(flow);
    else if (is_widespread_ciphertext(flow, segment))
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

// The payload says nothing, and the subscriber says nothing to many.
bool TcpInspector::is_widespread_ciphertext(const FlowInspection& flow, const Segment& segment) {
    return flow.verdict.label == Label::unknown && uniform_both_ways(flow) &&
           segment.ends.subscriber_address != nullptr &&
           fan_out_.add(segment.ends.subscriber_address, segment.ends.remote_address,
                        segment.time_s);
}

// Somebody may name one of the ends later: asked at growing intervals.
void TcpInspector::watch(FlowInspection& flow, const Segment& segment) {
    const uint8_t packets = ++flow.packets[index(segment.direction)];
    if (!std::has_single_bit(packets) || evidence_.known(segment) == EndpointSource::none)
        return;
    take_for_peer(flow);
    settle(flow);
}

void TcpInspector::conclude(FlowInspection& flow, const Segment& last) {
    const bool exchanging = UndecidedStreams::held_by(flow) && undecided_.of(flow).exchanging;
    const bool suspected = flow.verdict.label == Label::suspect_encrypted;
    if ((exchanging || suspected) && evidence_.known(last) != EndpointSource::none)
        take_for_peer(flow);
}

}  // namespace sluice
