// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "classifier/attributes.h"

namespace sluice {

// What a recognised connection has been so far. Indexed by Direction: what that end, the subscriber
// for up, has said.
struct PeerDescription {
    std::array<PeerRole, kDirectionCount> role = {};
    // 65,535 stands for as many or more; of requests and pieces the next two tell all.
    std::array<std::array<uint32_t, kMessageKindCount>, kDirectionCount> messages = {};
    std::array<uint32_t, kDirectionCount> requests = {};
    std::array<uint32_t, kDirectionCount> pieces = {};
};

}  // namespace sluice
