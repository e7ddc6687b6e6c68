// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "oracle/tracker/announce.h"
#include "oracle/udp/request_counter.h"

namespace sluice {

// What one server thread was asked, and what it said. Each request is in one of the first four, or
// of `refused`.
struct RequestCounts {
    RequestCounter connects;
    RequestCounter announces;
    RequestCounter scrapes;
    RequestCounter unproven;   // without a connection id of ours
    RequestCounter malformed;  // no request at all: nothing is answered over UDP
    std::array<RequestCounter, kRefusals> refused;  // by Refusal
};

}  // namespace sluice
