// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <netinet/in.h>

#include "dataplane/flow.h"

namespace sluice {

inline constexpr uint32_t kShortestTimeoutMs = 10'000;

// How long a flow may be silent before it is forgotten. A peer-wire connection sends a keep-alive
// every two minutes (BEP 3); RFC 4787 asks NATs for at least two minutes of UDP.
constexpr uint32_t idle_timeout_ms(const Flow& flow) {
    const bool tcp = flow.key.protocol == IPPROTO_TCP;
    switch (flow.state) {
        case FlowState::opening:
            return 30'000;
        case FlowState::established:
            return tcp ? 600'000 : 150'000;
        case FlowState::closing:
            return kShortestTimeoutMs;
    }
    return 30'000;
}

}  // namespace sluice
