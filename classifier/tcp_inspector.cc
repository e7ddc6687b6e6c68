// SPDX-License-Identifier: Apache-2.0
#include "classifier/tcp_inspector.h"

#include <algorithm>
#include <bit>

#include "classifier/held_segments.h"
#include "classifier/stream_window.h"
#include "classifier/tcp_verifiers.h"
#include "classifier/wire/http.h"
#include "classifier/wire/peer_wire.h"
#include "classifier/wire/plain_services.h"

namespace sluice {

using Progress = FlowInspection::Progress;
using Stage = FlowInspection::Stage;

namespace {

// What says nothing against a flow's being P2P after all.
bool is_open(Label label) {
    return label == Label::unknown || label == Label::http || label == Label::other ||
           label == Label::suspect_encrypted;
}

bool rises(Verdict from, Verdict to) {
    if (to.label == from.label)
        return to.grade > from.grade;
    return is_open(from.label) && to.label != Label::unknown;
}

// RFC 9293, 3.8.4: the byte before the next one, as garbage.
bool is_keep_alive_probe(uint32_t next, const Segment& data) {
    return data.wire_bytes == 1 && data.sequence == next - 1;
}

bool begins_like_handshake(Bytes bytes) {
    return !bytes.empty() && parse_handshake(bytes, bytes.size()) != HandshakeShape::absent;
}

// What follows HTTP messages that end within the bytes, which begin with this head.
Bytes behind_messages(Bytes bytes, const HttpHead& head) {
    constexpr int kMostMessages = 8;
    auto end = http_message_end(bytes, head);
    for (int i = 0; end && i < kMostMessages; ++i) {
        bytes = bytes.subspan(*end);
        end = http_message_end(bytes, parse_http_head(bytes));
    }
    return bytes;
}

uint8_t uniform_flag(Direction direction) {
    return direction == Direction::up ? FlowInspection::kUniformUp : FlowInspection::kUniformDown;
}

}  // namespace

void TcpInspector::observe(FlowInspection& flow, const Segment& segment) {
    note_opening(flow, segment);
    if (segment.payload.empty())
        return;
    counts_.inspected_packets++;
    if (flow.stage == Stage::watched)
        return watch(flow, segment);

    const size_t d = static_cast<size_t>(segment.direction);
    Segment data = segment;
    data.sequence += segment.syn ? 1 : 0;
    data.syn = false;
    if (UndecidedStreams::held_by(flow) &&
        undecided_.of(flow).proxy != UndecidedStreams::Proxy::none)
        return negotiate(flow, data);
    switch (flow.progress[d]) {
        case Progress::judged:
            return look_within(flow, data);
        case Progress::pending:
            return continue_stream(flow, data);
        case Progress::fresh:
        case Progress::opened:
            break;
    }
    if (flow.progress[d] == Progress::opened && !follows_opening(flow, data)) {
        if (is_keep_alive_probe(start_of(flow, d), data))
            return spend_packet(flow, data);
        flow.progress[d] = Progress::fresh;
        forget_opening(flow);
    }
    // Without its SYN, the first byte seen is taken for the stream's start.
    if (flow.progress[d] == Progress::fresh)
        start_of(flow, d) = data.sequence;
    const uint32_t start = start_of(flow, d);
    if (start == data.sequence)
        return begin_stream(flow, data);
    if (!undecided_.take(flow) || !undecided_.take_window(flow, d, start))
        return settle(flow);
    continue_stream(flow, data);
}

// Whether the stream's first bytes to be seen can be those that its SYN announced. A SYN that never
// arrived, or that of a connection before this one, says nothing about them.
bool TcpInspector::follows_opening(FlowInspection& flow, const Segment& data) {
    // The window of a SYN is not scaled (RFC 7323, 2.2): no more is under way without an answer.
    constexpr int32_t kFirstFlight = 65'535;
    const int32_t ahead =
        sequence_distance(start_of(flow, static_cast<size_t>(data.direction)), data.sequence);
    return ahead >= 0 && ahead < kFirstFlight;
}

// A SYN repeated with another sequence number is a new attempt: the last one counts.
void TcpInspector::note_opening(FlowInspection& flow, const Segment& segment) {
    Progress& progress = flow.progress[static_cast<size_t>(segment.direction)];
    if (!segment.syn || progress > Progress::opened)
        return;
    if (!opened(flow))
        flow.flags |= segment.direction == Direction::up ? FlowInspection::kOpenedUp
                                                         : FlowInspection::kOpenedDown;
    progress = Progress::opened;
    start_of(flow, static_cast<size_t>(segment.direction)) = segment.sequence + 1;
}

// The stream's first segment, read where it lies. Most flows are settled by it.
void TcpInspector::begin_stream(FlowInspection& flow, const Segment& segment) {
    const Finding finding = judge(segment.payload, segment.wire_bytes);
    if (finding.outcome != Finding::Outcome::partial)
        return act_on(flow, finding, segment, segment);

    const size_t d = static_cast<size_t>(segment.direction);
    if (!undecided_.take(flow) || !undecided_.take_window(flow, d, segment.sequence))
        return settle(flow);
    UndecidedStreams::Stream& stream = undecided_.of(flow).streams[d];
    stream.judged = static_cast<uint32_t>(segment.payload.size());
    StreamWindow{beginnings_[stream.window]}.put(0, segment.payload);
}

void TcpInspector::continue_stream(FlowInspection& flow, const Segment& segment) {
    UndecidedStreams::Stream& stream =
        undecided_.of(flow).streams[static_cast<size_t>(segment.direction)];
    const bool fresh = undecided_.put(stream, segment);
    const Bytes whole = StreamWindow{beginnings_[stream.window]}.contiguous(stream.judged);
    Finding finding{.outcome = Finding::Outcome::partial};
    if (is_worth_judging(stream, whole)) {
        stream.judged = static_cast<uint32_t>(whole.size());
        ++stream.judgements;
        finding = judge(whole, whole.size());
    }
    Segment beginning = segment;
    beginning.payload = whole;
    beginning.wire_bytes = static_cast<uint32_t>(whole.size());
    beginning.sequence = stream.start;
    if (!finding.found() && finding.outcome != Finding::Outcome::proxied)
        if (const auto offset = find_apart(beginning, segment))
            return begin_again(flow, segment, *offset);
    if (finding.outcome != Finding::Outcome::partial)
        return act_on(flow, finding, segment, beginning);
    // New bytes are bounded by the budget of bytes, the rest by that of packets.
    if (!fresh)
        spend_packet(flow, segment);
}

// Verifiers read a beginning from its start each time that it grows. That is no matter if it comes
// in segments as others send them; if it comes byte by byte, only growth or a line's end is worth
// it.
bool TcpInspector::is_worth_judging(const UndecidedStreams::Stream& stream, Bytes whole) const {
    constexpr uint32_t kFreeJudgements = 128;  // more than a handshake has bytes
    if (whole.size() <= stream.judged)
        return false;
    return stream.judgements < kFreeJudgements ||
           whole.size() - stream.judged >= stream.judged / 8 || whole.back() == '\n' ||
           whole.size() >= settings_.budget_bytes;
}

// What the stream's beginning is, as far as it is there. The verifiers have the last word.
Finding TcpInspector::judge(Bytes stream, size_t carried) {
    const SignatureSet& signatures = scanner_.signatures().tcp();
    const auto [hits, pending] = scanner_.candidates(signatures, stream);
    bool open = pending != 0;
    for (uint32_t left = hits; left != 0; left &= left - 1) {
        const Verifier verifier = signatures.verifiers[static_cast<size_t>(std::countr_zero(left))];
        const Finding finding = verify_stream(verifier, stream, carried);
        if (finding.found() || finding.outcome == Finding::Outcome::proxied)
            return finding;
        open |= finding.partial();
    }
    if (!open || stream.size() >= settings_.budget_bytes)
        return {};
    return {.outcome = Finding::Outcome::partial};
}

// segment has just come; beginning is what is there of the direction's stream from its start on.
void TcpInspector::act_on(FlowInspection& flow, const Finding& finding, const Segment& segment,
                          const Segment& beginning) {
    switch (finding.outcome) {
        case Finding::Outcome::found:
            return accept(flow, finding, segment, beginning);
        case Finding::Outcome::proxied:
            return begin_negotiation(flow, finding, beginning);
        case Finding::Outcome::absent:
        case Finding::Outcome::partial:
            return close_beginning(flow, beginning);
    }
}

void TcpInspector::accept(FlowInspection& flow, const Finding& finding, const Segment& segment,
                          const Segment& beginning) {
    if (rises(flow.verdict, finding.verdict))
        flow.verdict = finding.verdict;
    if (finding.verifier == Verifier::peer_handshake)
        return recognise_peer(flow, segment);
    if (finding.verifier == Verifier::tls && is_tracker(finding.server_name, segment.time_s))
        flow.verdict = {Label::bittorrent_tracker, Grade::endpoint};
    if (finding.verifier != Verifier::http)
        return settle(flow);

    // The other direction, or the next request, may tell more of it.
    const HttpHead head = parse_http_head(beginning.payload);
    signalling_.hear_http(beginning.payload, head, beginning);
    if (finding.verdict.label == Label::bittorrent_webseed)
        signalling_.count(MessageKind::cdn_request, segment.direction);
    else if (flow.verdict.label == Label::bittorrent_webseed)
        signalling_.count(MessageKind::cdn_response, segment.direction);
    const size_t d = static_cast<size_t>(segment.direction);
    flow.progress[d] = Progress::judged;
    const Bytes behind = behind_messages(beginning.payload, head);
    if (begins_like_handshake(behind))
        return begin_again(flow, beginning, beginning.payload.size() - behind.size());
    if (UndecidedStreams::held_by(flow)) {
        undecided_.drop_window(flow, d);
        undecided_.drop_if_idle(flow);
    }
    spend_packet(flow, segment);
}

// Listed, or named by a torrent that was seen.
bool TcpInspector::is_tracker(std::string_view server_name, uint32_t now_s) const {
    return !server_name.empty() &&
           (listed_trackers_.contains(server_name) || learnt_trackers_.knows(server_name, now_s));
}

// The stream begins like nothing that is known. What lies within it may still tell.
void TcpInspector::close_beginning(FlowInspection& flow, const Segment& beginning) {
    const size_t d = static_cast<size_t>(beginning.direction);
    const bool first = flow.progress[d ^ 1] <= Progress::opened;
    if (flow.verdict.label == Label::unknown && is_other(flow, beginning)) {
        flow.verdict = {Label::other, Grade::exact};
        return settle(flow);
    }
    flow.progress[d] = Progress::judged;
    UniformityTest uniformity;
    uniformity.add(beginning.payload);
    if (beginning.payload.size() >= kMseKeyBytes && uniformity.passes())
        flow.flags |= uniform_flag(beginning.direction);
    if (first && MseExchange::may_begin(beginning.payload) && undecided_.take(flow))
        undecided_.of(flow).exchanging = true;
    look_within(flow, beginning);
    // The bytes may lie in the window: it goes back now that they were read.
    if (UndecidedStreams::held_by(flow) && flow.progress[d] == Progress::judged) {
        undecided_.drop_window(flow, d);
        undecided_.drop_if_idle(flow);
    }
}

// A service without a label of its own, by its first segment.
bool TcpInspector::is_other(const FlowInspection& flow, const Segment& beginning) const {
    return flow.progress[static_cast<size_t>(beginning.direction)] != Progress::pending &&
           is_other_service_tcp(beginning.payload);
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

}  // namespace sluice
