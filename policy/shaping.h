// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "classifier/attributes.h"
#include "policy/congestion_settings.h"

namespace sluice {

// What a link frame takes on the wire below the box beside the IP packet, so that a rate means what
// the modem or the port means by it.
struct Overhead {
    int32_t bytes = 0;          // more than the IP packet, on every packet
    uint32_t least_bytes = 0;   // a frame is never shorter
    bool in_atm_cells = false;  // 48 bytes of each 53

    friend bool operator==(const Overhead&, const Overhead&) = default;
};

// The order of service within one subscriber; none of them is anything to a neighbour.
enum class TrafficClass : uint8_t {
    interactive,
    standard,
    low_priority,  // RFC 8622's LE
};
inline constexpr int kTrafficClassCount = 3;

inline constexpr int kMostSiteLevels = 8;

// A place in the access network that its subscribers share: an OLT or CMTS port, a sector. It is a
// rate gate to the shaper and a segment to congestion management. By Direction.
struct Site {
    std::string name;
    std::string parent;  // another site; empty: the link
    std::string link;    // of a site without parent; empty: the only link there is
    std::array<uint64_t, kDirectionCount> capacity_bps{};
    std::array<uint64_t, kDirectionCount> minimum_bps{};  // that its parent keeps for it; 0: none
    // At its parent's congestion; 0: as much as its waiting subscribers' together.
    uint32_t weight = 0;
    std::optional<NearCongested> near_congested = {};

    friend bool operator==(const Site&, const Site&) = default;
};

// How the shaper works. A policy that has it holds everybody to tier, site and link.
struct ShapingSettings {
    uint64_t codel_target_ns = 5'000'000;  // RFC 8289
    uint64_t codel_interval_ns = 100'000'000;
    bool ecn = true;                // marks instead of drops where the ends can take it (RFC 3168)
    uint64_t burst_ns = 4'000'000;  // of every rate, after it was idle
    Overhead overhead;
    // Of a congested gate's rate, kept for who was moved to best effort.
    uint32_t best_effort_floor_permille = 50;
    // What a subscriber's own DSCP asks for; bit n: DSCP n. All others are standard.
    uint64_t interactive_dscps = uint64_t{1} << 46 | uint64_t{1} << 44 | uint64_t{1} << 40 |
                                 uint64_t{1} << 32 | uint64_t{1} << 48;
    uint64_t low_priority_dscps = uint64_t{1} << 1 | uint64_t{1} << 8;

    friend bool operator==(const ShapingSettings&, const ShapingSettings&) = default;
};

// What a rule does to a flow within its subscriber's queues.
struct Shape {
    std::optional<TrafficClass> traffic_class = {};  // instead of what the DSCP says
    // All flows of one subscriber and direction that the rule matches, together. 0: as the class.
    uint64_t rate_bps = 0;
    uint32_t weight_permille = 0;  // beside all others of the class (1000); 0: 1000
    // A service flow of the rule's name: this rate before anybody's best effort, and no more.
    uint64_t guaranteed_bps = 0;

    // Needs a queue of its own within the subscriber.
    bool is_group() const { return rate_bps != 0 || weight_permille != 0 || guaranteed_bps != 0; }

    friend bool operator==(const Shape&, const Shape&) = default;
};

}  // namespace sluice
