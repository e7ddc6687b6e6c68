// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "control/portal/account.h"
#include "control/portal/portal_config.h"

namespace sluice {

inline PortalOperator sample_operator() {
    return {"Example Net", "help@example.net", "13 months", ""};
}

// A home in the middle of a month: everything that a page can show.
inline Account sample_account() {
    constexpr int64_t kBegin = 1'793'491'200;  // 1 November 2026, UTC
    constexpr int64_t kDay = 86'400;
    constexpr uint64_t kGB = 1'000'000'000;
    constexpr uint64_t kMB = 1'000'000;
    BillingPeriod period;
    period.begin = kBegin;
    period.end = kBegin + 30 * kDay;
    period.kinds = {
        {"down",
         "quic",
         "standard",
         61'200'000,
         74 * kGB + 300 * kMB,
         {410, 520'000, 9'800, 13 * kMB}},
        {"up", "quic", "standard", 9'100'000, 2 * kGB + 150 * kMB},
        {"down", "tls", "standard", 38'500'000, 41 * kGB + 700 * kMB},
        {"up", "tls", "standard", 7'400'000, 3 * kGB + 480 * kMB},
        {"down", "bittorrent", "low_priority_data", 14'900'000, 19 * kGB + 260 * kMB},
        {"up",
         "bittorrent",
         "low_priority_data",
         11'300'000,
         12 * kGB + 940 * kMB,
         {2'100, 2 * kMB + 900'000, 0, 0}},
        {"down", "webrtc", "standard", 5'200'000, 4 * kGB + 120 * kMB},
        {"up", "webrtc", "standard", 4'900'000, 3 * kGB + 900 * kMB},
        {"down", "dns", "standard", 310'000, 42 * kMB},
        {"up", "dns", "standard", 318'000, 21 * kMB},
    };
    for (const UsageByKind& kind : period.kinds)
        (kind.direction == "up" ? period.up_bytes : period.down_bytes) += kind.bytes;
    period.down_queues = period.kinds[0].queues;
    period.up_queues = period.kinds[5].queues;
    period.allowance = TierAllowance{250 * kGB, "both", period.up_bytes + period.down_bytes};

    KeptUsage usage;
    usage.as_of = kBegin + 17 * kDay + 20 * 3'600 + 41 * 60;
    usage.periods = {period};
    usage.touches = {
        {"seed-politely", "bittorrent", "up", "marked", 1'130'000, 1 * kGB + 200 * kMB,
         usage.as_of - 240},
        {"seed-politely", "bittorrent", "up", "over_rate", 2'450, 3 * kMB + 400'000,
         usage.as_of - 3'600},
        {"no-open-resolvers", "dns", "down", "dropped", 12, 6'144, usage.as_of - 7 * 3'600},
    };
    return {"s-1001", "gold", Asker{*IpAddress::parse("203.0.113.9"), uint16_t{2'917}},
            std::move(usage)};
}

// On best effort up since 20:14, and near congestion down.
inline LineCongestion sample_congestion() {
    LineCongestion line{"volume", 900, {}};
    line.sides = {{.direction = "up", .rate_bps = 50'000'000, .use = 0.6},
                  {.direction = "down", .rate_bps = 1'000'000'000, .near_congested = true}};
    line.sides[0].near_congested = line.sides[0].heavy = true;
    line.sides[0].best_effort = BestEffortStay{.since = 1'795'032'840,
                                               .use = 0.824,
                                               .threshold = 0.7,
                                               .segment_utilisation = 0.911,
                                               .segment_threshold = 0.7,
                                               .earliest_end = 1'795'033'740,
                                               .release_below = 0.5,
                                               .release_window_seconds = 900};
    return line;
}

}  // namespace sluice
