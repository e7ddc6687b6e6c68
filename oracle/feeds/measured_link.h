// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "oracle/rank/link_load.h"
#include "oracle/rank/pid.h"

namespace sluice {

// A link of a sluiced box whose load raises what it costs to reach the other side
// (docs/ranking.md).
struct MeasuredLink {
    std::string name;          // by which metrics call it
    std::string box;           // of the box's API, as gRPC writes it: "unix:/run/sluice/s.sock"
    std::string link;          // what the box calls it
    std::vector<Pid> from;     // ascending; on its access side, where bytes that go up come from
    std::vector<Pid> towards;  // ascending; on its core side. None is in from
    // Peers mostly take, and give some: of what the way back adds, so much counts, too.
    double back = 0.25;
    LinkLoadSettings load;                       // of either direction
    uint64_t forget_after_ns = 120'000'000'000;  // what has not been measured for so long

    // Whether what was measured of the one holds for the other.
    bool is_measured_as(const MeasuredLink& other) const {
        return name == other.name && box == other.box && link == other.link && load == other.load;
    }
};

}  // namespace sluice
