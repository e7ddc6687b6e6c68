// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/congestion/congestion_engine.h"
#include "policy/congestion_settings.h"

namespace sluice {

// A moment by the engine's clock and by the wall's, so that the one's times can be told by the
// other.
struct RoundTime {
    uint64_t now_ns = 0;
    std::chrono::system_clock::time_point now;

    std::chrono::system_clock::time_point wall(uint64_t ns) const {
        const auto distance = static_cast<int64_t>(ns - now_ns);
        return now + std::chrono::duration_cast<std::chrono::system_clock::duration>(
                         std::chrono::nanoseconds(distance));
    }
};

// A subscriber, and what of its tier its states depend on.
struct SubscriberStanding {
    std::string id;  // empty: of one that has gone
    ManagedSubscriber what;
    std::string segment_name;  // empty: none
    std::array<uint64_t, kDirectionCount> rate_bps{};
    HeavyUse heavy;
};

// All of it as of the last round.
struct CongestionStanding {
    bool on = false;          // the policy has `congestion`
    std::string unavailable;  // why it is not managed all the same; empty: it is
    RoundTime time;
    std::vector<SegmentView> segments;
    // How long each was near congestion since it is managed, in their order.
    std::vector<std::array<uint64_t, kDirectionCount>> near_congested_ns;
    std::vector<SubscriberStanding> managed;  // those who are heavy or moved
    std::vector<std::string> tiers;           // of the policy
};

}  // namespace sluice
