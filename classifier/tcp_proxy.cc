// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "classifier/stream_window.h"
#include "classifier/tcp_inspector.h"
#include "classifier/wire/proxy.h"

namespace sluice {

using Progress = FlowInspection::Progress;
using Proxy = UndecidedStreams::Proxy;

namespace {

Verdict verdict_of(Proxy proxy) {
    return {proxy == Proxy::http ? Label::http : Label::other, Grade::exact};
}

}  // namespace

// A client asks a proxy: from now on both beginnings are kept, to find where the inner stream does.
void TcpInspector::begin_negotiation(FlowInspection& flow, const Finding& finding,
                                     const Segment& beginning) {
    if (!undecided_.take(flow))
        return settle(flow);
    UndecidedStreams::State& state = undecided_.of(flow);
    state.proxy = finding.verifier == Verifier::socks ? Proxy::socks : Proxy::http;
    state.client = beginning.direction;
    const size_t d = static_cast<size_t>(beginning.direction);
    if (flow.progress[d] == Progress::pending)
        return negotiate(flow, beginning);
    if (!undecided_.take_window(flow, d, beginning.sequence))
        return settle(flow);
    negotiate(flow, beginning);
}

void TcpInspector::negotiate(FlowInspection& flow, const Segment& segment) {
    const size_t d = static_cast<size_t>(segment.direction);
    UndecidedStreams::State& state = undecided_.of(flow);
    if (flow.progress[d] != Progress::pending) {
        const bool known = flow.progress[d] == Progress::opened;
        if (!undecided_.take_window(flow, d, known ? state.streams[d].start : segment.sequence))
            return settle(flow);
    }
    undecided_.put(state.streams[d], segment);

    const Bytes client = contiguous(flow, state.client);
    const Bytes server = contiguous(flow, opposite(state.client));
    const auto negotiation = state.proxy == Proxy::socks ? parse_socks(client, server)
                                                         : parse_http_connect(client, server);
    const Verdict verdict = verdict_of(state.proxy);
    switch (negotiation.outcome) {
        case ProxyNegotiation::Outcome::absent:
            // Something else began alike.
            state.proxy = Proxy::none;
            return settle(flow);
        case ProxyNegotiation::Outcome::refused:
            flow.verdict = verdict;
            return settle(flow);
        case ProxyNegotiation::Outcome::partial:
            return spend_packet(flow, segment);
        case ProxyNegotiation::Outcome::established:
            break;
    }
    flow.verdict = verdict;
    const bool up = state.client == Direction::up;
    enter_tunnel(flow, segment,
                 {up ? negotiation.client_bytes : negotiation.server_bytes,
                  up ? negotiation.server_bytes : negotiation.client_bytes});
}

// Both directions begin again behind the negotiation, with what is there of them.
void TcpInspector::enter_tunnel(FlowInspection& flow, const Segment& segment,
                                std::array<size_t, kDirectionCount> passed) {
    std::array<uint8_t, SegmentBuffer::kBytes> rest[kDirectionCount];
    size_t length[kDirectionCount] = {};
    uint32_t start[kDirectionCount] = {};
    for (const Direction direction : {Direction::up, Direction::down}) {
        const size_t d = static_cast<size_t>(direction);
        const Bytes bytes = contiguous(flow, direction);
        const Bytes inner = bytes.subspan(std::min(passed[d], bytes.size()));
        std::copy(inner.begin(), inner.end(), rest[d].begin());
        length[d] = inner.size();
        undecided_.drop_window(flow, d);
        undecided_.of(flow).streams[d].start += static_cast<uint32_t>(passed[d]);
        start[d] = undecided_.of(flow).streams[d].start;
        flow.progress[d] = Progress::opened;
        flow.packets[d] = 0;
    }
    undecided_.of(flow).proxy = Proxy::none;
    undecided_.drop(flow);
    for (const Direction direction : {Direction::up, Direction::down}) {
        const size_t d = static_cast<size_t>(direction);
        if (length[d] == 0 || (flow.settled() && !flow.walked()))
            continue;
        Segment inner = segment;
        inner.direction = direction;
        inner.payload = Bytes{rest[d]}.first(length[d]);
        inner.wire_bytes = static_cast<uint32_t>(length[d]);
        inner.sequence = start[d];
        if (flow.walked())
            walker_.observe(flow.kept[1], inner);
        else
            begin_stream(flow, inner);
    }
}

// What is there of a direction's beginning, from its start to the first hole.
Bytes TcpInspector::contiguous(const FlowInspection& flow, Direction direction) {
    const uint32_t window = undecided_.of(flow).streams[static_cast<size_t>(direction)].window;
    return window == SegmentBuffers::kNone ? Bytes{}
                                           : StreamWindow{beginnings_[window]}.contiguous(0);
}

}  // namespace sluice
