// SPDX-License-Identifier: Apache-2.0
#include "classifier/tcp_inspector.h"

#include <algorithm>
#include <bit>

#include "classifier/stream_window.h"
#include "classifier/wire/http_tracker.h"
#include "classifier/wire/peer_wire.h"

namespace sluice {

using Progress = FlowInspection::Progress;
using State = FlowInspection::State;

namespace {

bool has_state(const FlowInspection& flow) {
    return flow.undecided == State::tcp;
}

}  // namespace

bool TcpInspector::observe(FlowInspection& flow, const Segment& segment) {
    const size_t direction = static_cast<size_t>(segment.direction);
    Progress& progress = flow.progress[direction];
    const uint32_t first_byte = segment.sequence + (segment.syn ? 1 : 0);
    // A SYN repeated with another sequence number is a new attempt: the last one counts.
    if (segment.syn && progress <= Progress::opened) {
        progress = Progress::opened;
        start_of(flow, direction) = first_byte;
    }
    if (segment.payload.empty())
        return false;

    counts_.inspected_packets++;
    if (progress == Progress::excluded) {
        spend_packet(flow, direction);
        return false;
    }
    Segment data = segment;
    data.sequence = first_byte;
    if (progress == Progress::pending)
        return continue_stream(flow, data);

    // Without its SYN, the first byte seen is taken for the stream's start.
    const uint32_t start = progress == Progress::opened ? start_of(flow, direction) : first_byte;
    if (start == first_byte)
        return begin_stream(flow, data);
    if (!take_state(flow) || !take_window(flow, direction, start))
        return false;
    scanner_.reset_stream(stream_number(flow, direction));
    return continue_stream(flow, data);
}

// The stream's first segment, read where it lies. Most flows are settled by it.
bool TcpInspector::begin_stream(FlowInspection& flow, const Segment& segment) {
    const size_t direction = static_cast<size_t>(segment.direction);
    const SignatureSet& signatures = scanner_.signatures().tcp();
    if (signatures.filter.possible(segment.payload) == 0) {
        exclude(flow, direction);
        return false;
    }
    scanner_.reset_stream(CandidateScanner::kProbe);
    const uint32_t candidates = scanner_.scan_stream(CandidateScanner::kProbe, segment.payload);
    const Finding finding = judge(segment.payload, segment.wire_bytes, candidates);
    if (finding != Finding::open)
        return conclude(flow, finding, segment);

    if (!take_state(flow) || !take_window(flow, direction, segment.sequence))
        return false;
    Stream& stream = undecided_[flow.kept[0]].streams[direction];
    stream.scanned = static_cast<uint32_t>(segment.payload.size());
    stream.candidates = candidates;
    StreamWindow{buffers_[stream.window]}.put(0, segment.payload);
    scanner_.continue_from_probe(stream_number(flow, direction));
    return false;
}

bool TcpInspector::continue_stream(FlowInspection& flow, const Segment& segment) {
    const size_t direction = static_cast<size_t>(segment.direction);
    Stream& stream = undecided_[flow.kept[0]].streams[direction];
    Bytes payload = segment.payload;
    int32_t offset = sequence_distance(stream.start, segment.sequence);
    if (offset < 0) {
        payload = payload.subspan(std::min(payload.size(), static_cast<size_t>(-int64_t{offset})));
        offset = 0;
    }

    StreamWindow window{buffers_[stream.window]};
    const bool fresh = window.put(static_cast<size_t>(offset), payload);
    const Bytes whole = window.contiguous(stream.scanned);
    if (whole.size() > stream.scanned) {
        stream.candidates |=
            scanner_.scan_stream(stream_number(flow, direction), whole.subspan(stream.scanned));
        stream.scanned = static_cast<uint32_t>(whole.size());
        const Finding finding = judge(whole, whole.size(), stream.candidates);
        if (finding != Finding::open)
            return conclude(flow, finding, segment);
    }
    // New bytes are bounded by the budget of bytes, the rest by that of packets.
    if (!fresh)
        spend_packet(flow, direction);
    return false;
}

// What the stream's beginning is, as far as it is there. The verifiers have the last word.
TcpInspector::Finding TcpInspector::judge(Bytes stream, size_t carried, uint32_t candidates) const {
    const SignatureSet& signatures = scanner_.signatures().tcp();
    bool open = stream.size() < signatures.reach && signatures.filter.possible(stream) != 0;
    for (uint32_t left = candidates; left != 0; left &= left - 1) {
        if (signatures.verifiers[static_cast<size_t>(std::countr_zero(left))] ==
            Verifier::peer_handshake) {
            const HandshakeShape shape = parse_handshake(stream, carried);
            if (shape == HandshakeShape::complete)
                return Finding::peer;
            open |= shape == HandshakeShape::partial;
        } else {
            const HttpTrackerRequest request = parse_http_tracker_request(stream);
            if (request >= HttpTrackerRequest::announce)
                return Finding::http_tracker;
            open |= request == HttpTrackerRequest::partial;
        }
    }
    return open && stream.size() < settings_.budget_bytes ? Finding::open : Finding::excluded;
}

bool TcpInspector::conclude(FlowInspection& flow, Finding finding, const Segment& segment) {
    if (finding == Finding::excluded) {
        exclude(flow, static_cast<size_t>(segment.direction));
        return false;
    }
    flow.verdict.grade = Grade::exact;
    if (finding == Finding::http_tracker) {
        flow.verdict.label = Label::bittorrent_tracker_http;
        settle(flow, 0);
        return true;
    }
    flow.verdict.label = Label::bittorrent_peer;
    recognise_peer(flow, segment);
    return true;
}

// The walker reads both directions anew from what was kept of them, handshake included.
void TcpInspector::recognise_peer(FlowInspection& flow, const Segment& segment) {
    const uint32_t walk = walker_.start();
    if (walk == SlotPool<PeerWireWalk>::kNone) {
        counts_.walkers_exhausted++;
        settle(flow, 0);
        return;
    }
    const Direction here = segment.direction;
    for (const Direction direction : {here, opposite(here)}) {
        const size_t d = static_cast<size_t>(direction);
        const Progress progress = flow.progress[d];
        if (progress == Progress::excluded)
            walker_.join(walk, direction);
        else if (has_state(flow) && progress != Progress::fresh)
            hand_over(walk, direction, undecided_[flow.kept[0]].streams[d], segment.time_us);
        else if (progress == Progress::opened)
            walker_.begin(walk, direction, flow.kept[d]);
    }
    walker_.observe(walk, segment);
    settle(flow, walk);
}

void TcpInspector::hand_over(uint32_t walk, Direction direction, const Stream& stream,
                             uint32_t time_us) {
    walker_.begin(walk, direction, stream.start);
    if (stream.window == SegmentBuffers::kNone)
        return;  // only its SYN was seen
    const StreamWindow window{buffers_[stream.window]};
    for (auto run = window.run_after(0); !run.bytes.empty();
         run = window.run_after(run.offset + run.bytes.size()))
        walker_.observe(walk, {.payload = run.bytes,
                               .wire_bytes = static_cast<uint32_t>(run.bytes.size()),
                               .direction = direction,
                               .sequence = stream.start + static_cast<uint32_t>(run.offset),
                               .time_us = time_us});
}

void TcpInspector::forget(FlowInspection& flow) {
    if (has_state(flow))
        drop_state(flow);
}

// A slot for the flow, unless it has one. Without: honestly unknown.
bool TcpInspector::take_state(FlowInspection& flow) {
    if (has_state(flow))
        return true;
    const uint32_t slot = undecided_.take();
    if (slot == SlotPool<Undecided>::kNone) {
        counts_.undecided_exhausted++;
        settle(flow, 0);
        return false;
    }
    for (size_t d = 0; d < kDirectionCount; ++d)
        undecided_[slot].streams[d] = {.start = flow.kept[d]};
    flow.undecided = State::tcp;
    flow.kept[0] = slot;
    flow.kept[1] = 0;
    return true;
}

// A buffer for the direction, whose bytes may still match from here on.
bool TcpInspector::take_window(FlowInspection& flow, size_t direction, uint32_t start) {
    const uint32_t window = buffers_.take();
    if (window == SegmentBuffers::kNone) {
        counts_.held_exhausted++;
        settle(flow, 0);
        return false;
    }
    StreamWindow{buffers_[window]}.clear();
    undecided_[flow.kept[0]].streams[direction] = {.start = start, .window = window};
    flow.progress[direction] = Progress::pending;
    return true;
}

uint32_t& TcpInspector::start_of(FlowInspection& flow, size_t direction) {
    return has_state(flow) ? undecided_[flow.kept[0]].streams[direction].start
                           : flow.kept[direction];
}

void TcpInspector::drop_state(FlowInspection& flow) {
    for (const Stream& stream : undecided_[flow.kept[0]].streams)
        if (stream.window != SegmentBuffers::kNone)
            buffers_.give_back(stream.window);
    undecided_.give_back(flow.kept[0]);
    flow.undecided = State::none;
}

void TcpInspector::settle(FlowInspection& flow, uint32_t walk) {
    if (has_state(flow))
        drop_state(flow);
    flow.settled = true;
    flow.kept[0] = 0;
    flow.kept[1] = walk;
}

// A flow that begins like no signature either way is settled. With one way still to be heard it
// waits, without state, for as many packets as the budget says.
void TcpInspector::exclude(FlowInspection& flow, size_t direction) {
    flow.progress[direction] = Progress::excluded;
    if (flow.progress[direction ^ 1] == Progress::excluded)
        settle(flow, 0);
    else
        spend_packet(flow, direction);
}

void TcpInspector::spend_packet(FlowInspection& flow, size_t direction) {
    if (++flow.packets[direction] < settings_.budget_packets)
        return;
    counts_.budget_spent++;
    settle(flow, 0);
}

uint32_t TcpInspector::stream_number(const FlowInspection& flow, size_t direction) const {
    return 1 + (flow.kept[0] - 1) * static_cast<uint32_t>(kDirectionCount) +
           static_cast<uint32_t>(direction);
}

}  // namespace sluice
