// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/congestion/congestion_engine.h"
#include "policy/congestion/directions.h"

namespace sluice {

constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint64_t kMinute = 60 * kSecond;
constexpr uint64_t kHour = 60 * kMinute;
constexpr uint64_t kMbps = 1'000'000;

// An engine with a clock: a link "pop" without capacity, an OLT of 100 Mbit/s up and down with two
// PONs of 50 Mbit/s, tier "gold" of 10 Mbit/s up and 20 down, tier "slow" of a tenth of that.
class CongestionBox {
 public:
    CongestionBox() {
        policy.tiers = {{.name = "gold", .up_bps = 10 * kMbps, .down_bps = 20 * kMbps},
                        {.name = "slow", .up_bps = kMbps, .down_bps = 2 * kMbps}};
        policy.sites = {
            {.name = "olt", .parent = "", .link = "", .capacity_bps = {100 * kMbps, 100 * kMbps}},
            {.name = "pon-1",
             .parent = "olt",
             .link = "",
             .capacity_bps = {50 * kMbps, 50 * kMbps}},
            {.name = "pon-2",
             .parent = "olt",
             .link = "",
             .capacity_bps = {50 * kMbps, 50 * kMbps}},
        };
        policy.congestion.emplace();
        configure();
        advance(0);
    }

    void configure() { engine.configure(policy, links); }

    // Bytes of so many seconds at that rate.
    static uint64_t bytes(uint64_t bps, uint64_t duration_ns) {
        return bps / 8 * (duration_ns / 1'000'000) / 1000;
    }
    void use(uint32_t record, Direction direction, uint64_t bps, uint64_t duration_ns = kMinute) {
        engine.add_use(record, direction, bytes(bps, duration_ns));
    }
    // Others on the segment, who are nobody's business.
    void fill(const std::string& site, Direction direction, uint64_t bps,
              uint64_t duration_ns = kMinute) {
        engine.add_segment_use(engine.segment_number(site, false), direction,
                               bytes(bps, duration_ns));
    }
    const CongestionRound& advance(uint64_t duration_ns = kMinute) {
        now_ns += duration_ns;
        round = engine.advance(now_ns);
        all.insert(all.end(), round.transitions.begin(), round.transitions.end());
        return round;
    }
    // How often that was told, since the beginning.
    long told(TransitionKind kind) const {
        return std::count_if(all.begin(), all.end(),
                             [&](const Transition& each) { return each.kind == kind; });
    }
    const Transition& last(TransitionKind kind) const {
        return *std::find_if(all.rbegin(), all.rend(),
                             [&](const Transition& each) { return each.kind == kind; });
    }
    bool has(uint32_t record, Condition condition, Direction direction) const {
        return engine.conditions(record).has(condition, direction);
    }
    // Until the subscriber is on best effort in that direction, with all its segment's capacity
    // in use. The test sees in how many minutes.
    int move_by_bulk(uint32_t record, const std::string& site, Direction direction, uint64_t bps) {
        int minutes = 0;
        while (!has(record, Condition::best_effort, direction) && minutes < 60) {
            use(record, direction, bps);
            fill(site, direction, 50 * kMbps);
            advance();
            ++minutes;
        }
        return minutes;
    }

    Policy policy;
    std::vector<CongestionLink> links{{"pop", {}}};
    CongestionEngine engine;
    uint64_t now_ns = 1'000 * kHour;
    CongestionRound round;
    std::vector<Transition> all;
};

}  // namespace sluice
