// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "classifier/aged_slot_pool.h"
#include "classifier/classifier.h"
#include "classifier/mse_exchange.h"
#include "classifier/segment_buffer.h"

namespace sluice {

// What is kept of TCP flows that one segment did not decide: where each stream begins, the bytes
// of it that came so far, and how far an exchange of encrypted flights has got. A pool, by the
// flow's kept[0].
class UndecidedStreams {
 public:
    struct Stream {
        uint32_t start = 0;   // sequence number of the first byte
        uint32_t judged = 0;  // bytes from there that a verifier has seen
        uint32_t window = 0;  // handle of the buffer that holds them and what came early
        uint32_t judgements = 0;
    };
    enum class Proxy : uint8_t { none, socks, http };
    struct State {
        Stream streams[kDirectionCount];
        MseExchange exchange;
        bool exchanging = false;    // the exchange is followed
        Proxy proxy = Proxy::none;  // asked for; both beginnings are its negotiation
        Direction client = Direction::up;
    };

    UndecidedStreams(uint32_t flows, Beginnings& beginnings, Classifier::Counts& counts)
        : states_(flows), beginnings_(beginnings), counts_(counts) {}

    static bool held_by(const FlowInspection& flow) {
        return flow.stage == FlowInspection::Stage::tcp_state;
    }
    State& of(const FlowInspection& flow) { return states_[flow.kept[0]]; }

    // A state for the flow, unless it has one. Where none is left the oldest flow gives up its own;
    // false if there is none at all.
    bool take(FlowInspection& flow);
    // A buffer for a direction's stream, whose bytes may still match from its start on, had in the
    // same way. The flow has a state.
    bool take_window(FlowInspection& flow, size_t direction, uint32_t start);
    void drop_window(FlowInspection& flow, size_t direction);
    // A segment's bytes into the stream's window; true if any of them was new.
    bool put(const Stream& stream, const Segment& segment);
    // The state goes back, and the flow is open again, knowing where its streams begin.
    void drop(FlowInspection& flow);
    // The same, if neither a window nor an exchange is in it.
    void drop_if_idle(FlowInspection& flow);

    uint32_t in_use() const { return states_.in_use(); }
    size_t memory_bytes() const { return states_.memory_bytes(); }

 private:
    template <class T>
    uint32_t take_or_displace(AgedSlotPool<T, FlowInspection*>& pool, FlowInspection& flow,
                              Counter& exhausted);
    void displace(FlowInspection& flow);

    AgedSlotPool<State, FlowInspection*> states_;
    Beginnings& beginnings_;
    Classifier::Counts& counts_;
};

}  // namespace sluice
