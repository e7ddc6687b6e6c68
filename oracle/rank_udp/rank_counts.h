// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "oracle/udp/request_counter.h"

namespace sluice {

// What one thread of the rank service was asked, and how long it took. Each datagram is in one of
// the first seven.
struct RankCounts {
    RequestCounter connects;
    RequestCounter ranked;
    RequestCounter unproven;     // without a connection id of ours
    RequestCounter too_often;    // beyond what one source may ask
    RequestCounter unknown_key;  // which is named nowhere here
    RequestCounter malformed;    // no request at all: nothing is answered
    RequestCounter refused;      // of whom is not served: nothing is answered
    RequestCounter endpoints;    // in all that were ranked

    // What making a reply took, a burst's mean for each of its replies.
    static constexpr std::array<double, 7> kSeconds = {0.0000005, 0.000001, 0.000002, 0.000005,
                                                       0.00001,   0.0001,   0.001};
    std::array<RequestCounter, kSeconds.size() + 1> took;  // up to each, and beyond
    RequestCounter took_ns;                                // in all
};

}  // namespace sluice
