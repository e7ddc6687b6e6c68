// SPDX-License-Identifier: Apache-2.0
#include "classifier/undecided_streams.h"

#include <algorithm>

#include "classifier/held_segments.h"
#include "classifier/stream_window.h"

namespace sluice {

template <class T>
uint32_t UndecidedStreams::take_or_displace(AgedSlotPool<T, FlowInspection*>& pool,
                                            FlowInspection& flow, Counter& exhausted) {
    const uint32_t slot = pool.take(&flow);
    if (slot != pool.kNone)
        return slot;
    exhausted++;
    FlowInspection* const* const oldest = pool.oldest();
    if (oldest == nullptr || *oldest == &flow)
        return pool.kNone;
    displace(**oldest);
    return pool.take(&flow);
}

// A stream of which only a part is there cannot be judged any more; the flow goes on if it has
// none.
void UndecidedStreams::displace(FlowInspection& flow) {
    counts_.undecided_displaced++;
    const bool waits = of(flow).streams[0].window != 0 || of(flow).streams[1].window != 0 ||
                       of(flow).proxy != Proxy::none;
    drop(flow);
    if (!waits)
        return;
    flow.stage = FlowInspection::Stage::settled;
    flow.kept[0] = flow.kept[1] = 0;
}

bool UndecidedStreams::take(FlowInspection& flow) {
    if (held_by(flow))
        return true;
    const uint32_t slot = take_or_displace(states_, flow, counts_.undecided_exhausted);
    if (slot == states_.kNone)
        return false;
    State& state = states_[slot];
    state = {};
    for (size_t d = 0; d < kDirectionCount; ++d)
        state.streams[d].start = flow.kept[d];
    flow.stage = FlowInspection::Stage::tcp_state;
    flow.kept[0] = slot;
    flow.kept[1] = 0;
    return true;
}

bool UndecidedStreams::take_window(FlowInspection& flow, size_t direction, uint32_t start) {
    drop_window(flow, direction);
    const uint32_t window = take_or_displace(beginnings_, flow, counts_.beginnings_exhausted);
    if (window == beginnings_.kNone)
        return false;
    StreamWindow{beginnings_[window]}.clear();
    of(flow).streams[direction] = {.start = start, .window = window};
    flow.progress[direction] = FlowInspection::Progress::pending;
    return true;
}

void UndecidedStreams::drop_window(FlowInspection& flow, size_t direction) {
    uint32_t& window = of(flow).streams[direction].window;
    if (window != SegmentBuffers::kNone)
        beginnings_.give_back(window);
    window = SegmentBuffers::kNone;
}

bool UndecidedStreams::put(const Stream& stream, const Segment& segment) {
    Bytes payload = segment.payload;
    int32_t offset = sequence_distance(stream.start, segment.sequence);
    if (offset < 0) {
        payload = payload.subspan(std::min(payload.size(), static_cast<size_t>(-int64_t{offset})));
        offset = 0;
    }
    return StreamWindow{beginnings_[stream.window]}.put(static_cast<size_t>(offset), payload);
}

void UndecidedStreams::drop(FlowInspection& flow) {
    if (!held_by(flow))
        return;
    const uint32_t slot = flow.kept[0];
    for (size_t d = 0; d < kDirectionCount; ++d)
        drop_window(flow, d);
    for (size_t d = 0; d < kDirectionCount; ++d)
        flow.kept[d] = states_[slot].streams[d].start;
    states_.give_back(slot);
    flow.stage = FlowInspection::Stage::open;
}

void UndecidedStreams::drop_if_idle(FlowInspection& flow) {
    if (!held_by(flow))
        return;
    const State& state = of(flow);
    const bool pending = state.streams[0].window != SegmentBuffers::kNone ||
                         state.streams[1].window != SegmentBuffers::kNone;
    if (!pending && !state.exchanging)
        drop(flow);
}

}  // namespace sluice
