// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataplane/flow.h"

namespace sluice {

// How often a flow is answered at most: at once for the first few packets, since one may be lost;
// then now and then, for what is still on its way of a fast connection needs no answer each, and an
// end that does not believe the box is not to be helped.
class FlowAnswerLimit {
 public:
    // Of a flow that is reset. True if it may be answered now; then it has been.
    static bool take_reset(FlowEnforcement& flow, uint32_t now_ms) {
        constexpr uint16_t kAtOnce = 16, kSoon = 64;
        constexpr uint32_t kSoonMs = 20;
        // As often as Linux sends a challenge ACK of a connection.
        constexpr uint32_t kLaterMs = 500;
        const uint32_t apart_ms = flow.answers < kAtOnce ? 0
                                  : flow.answers < kSoon ? kSoonMs
                                                         : kLaterMs;
        return take(flow, now_ms, apart_ms);
    }

    // Of one that is refused.
    static bool take_refusal(FlowEnforcement& flow, uint32_t now_ms) {
        constexpr uint16_t kAtOnce = 3;
        constexpr uint32_t kLaterMs = 1'000;
        return take(flow, now_ms, flow.answers < kAtOnce ? 0 : kLaterMs);
    }

 private:
    static bool take(FlowEnforcement& flow, uint32_t now_ms, uint32_t apart_ms) {
        // A clock that stepped back shows as a long time.
        if (flow.answers != 0 && now_ms - flow.answered_ms < apart_ms)
            return false;
        flow.answered_ms = now_ms;
        flow.answers += flow.answers == UINT16_MAX ? 0 : 1;
        return true;
    }
};

// How many refusals a worker sends at most, whoever asks for them (RFC 1812, section 4.3.2.8; RFC
// 4443, section 2.4 (f)): a source may be anybody's.
class RefusalLimit {
 public:
    bool take(uint64_t now_ns) {
        constexpr uint64_t kEachNs = 1'000'000;
        constexpr uint64_t kAtOnce = 128;
        const uint64_t passed = now_ns > since_ns_ ? (now_ns - since_ns_) / kEachNs : 0;
        if (passed >= kAtOnce) {
            left_ = kAtOnce;
            since_ns_ = now_ns;
        } else {
            left_ = left_ + passed < kAtOnce ? left_ + passed : kAtOnce;
            since_ns_ += passed * kEachNs;
        }
        if (left_ == 0)
            return false;
        --left_;
        return true;
    }

 private:
    uint64_t left_ = 0;
    uint64_t since_ns_ = 0;
};

}  // namespace sluice
